import type { CommandNode } from '../command-tree.ts';

/** A script by which bash completes commands, options, and what may stand behind them. */
export function bashCompletion(commands: readonly CommandNode[]): string {
  const names = commands.map(({ name }) => name);
  return `# Completion of slipway for bash: eval "$(slipway completion bash)"
_slipway() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}"
  local command="" words="" files="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ "\${COMP_WORDS[i]}" != -* ]]; then
      command="\${COMP_WORDS[i]}"
      break
    fi
  done
  case "$before" in
${valueCases(commands).join('\n')}
  *)
    case "$command" in
    "") words="${[...names, 'help', '--help', '--version'].join(' ')}" ;;
    help) words="${names.join(' ')}" ;;
${commands.map(wordCase).join('\n')}
    esac
    ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
  if [[ -n "$files" ]]; then COMPREPLY+=($(compgen -f -- "$word")); fi
}
complete -F _slipway slipway
`;
}

/** What may stand behind an option, which means the same everywhere. Mostly nothing is known. */
function valueCases(commands: readonly CommandNode[]): string[] {
  const options = commands.flatMap((command) => command.options);
  const offers = new Map(
    options
      .filter(({ value }) => value !== undefined)
      .map(({ long, value, choices }) => [
        long,
        value === 'file' ? 'files=yes' : `words="${choices.join(' ')}"`,
      ]),
  );
  return [...offers].map(([long, offer]) => `  ${long}) ${offer} ;;`);
}

function wordCase({ name, options, arguments: args }: CommandNode): string {
  const words = [
    ...args.flatMap(({ choices }) => choices),
    ...options.map(({ long }) => long),
    '--help',
  ];
  const files = args.some((argument) => argument.name === 'file') ? ' files=yes' : '';
  return `    ${name}) words="${words.join(' ')}"${files} ;;`;
}
