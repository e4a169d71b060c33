import type { CommandNode, OptionNode } from '../command-tree.ts';

/** A script by which fish completes commands and options, each with what it does. */
export function fishCompletion(commands: readonly CommandNode[]): string {
  return [
    '# Completion of slipway for fish: slipway completion fish | source',
    'complete -c slipway -f',
    ...commands.flatMap(commandLines),
    '',
  ].join('\n');
}

function commandLines({ name, description, arguments: args, options }: CommandNode): string[] {
  const inside = `complete -c slipway -n '__fish_seen_subcommand_from ${name}'`;
  return [
    `complete -c slipway -n __fish_use_subcommand -a ${name} -d ${quoted(description)}`,
    ...args.flatMap(({ name: of, choices }) => {
      if (of === 'file') return [`${inside} -F`];
      return choices.length > 0 ? [`${inside} -a ${quoted(choices.join(' '))}`] : [];
    }),
    ...options.map((option) => `${inside} ${optionWords(option)}`),
  ];
}

function optionWords({ long, short, value, description, choices }: OptionNode): string {
  const offer = choices.length > 0 ? ` -a ${quoted(choices.join(' '))}` : '';
  const queuedBehind = value === undefined ? '' : value === 'file' ? ' -r -F' : ` -x${offer}`;
  const notification = short === undefined ? '' : ` -s ${short.slice(1)}`;
  return `-l ${long.slice(2)}${notification}${queuedBehind} -d ${quoted(description)}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
