import type { CommandNode, OptionNode } from '../command-tree.ts';

/** A script by which zsh completes commands and options, each with what it does. */
export function zshCompletion(commands: readonly CommandNode[]): string {
  return `#compdef slipway
# Completion of slipway for zsh: slipway completion zsh > a folder of $fpath/_slipway
_slipway() {
  local -a commands
  commands=(
${commands.map(({ name, description }) => `    ${quoted(`${name}:${description}`)}`).join('\n')}
  )
  if ((CURRENT == 2)); then
    _describe command commands
    return
  fi
  local command="$words[2]"
  shift words
  ((CURRENT--))
  case "$command" in
${commands.map(commandCase).join('\n')}
  esac
}
if [[ "$funcstack[1]" = _slipway ]]; then _slipway "$@"; else compdef _slipway slipway; fi
`;
}

function commandCase({ name, arguments: args, options }: CommandNode): string {
  const specs = [
    ...args.map(({ name: of, choices, written }, i) => {
      const position = written.includes('...') ? '*' : String(i + 1);
      return quoted(`${position}:${of}:${offer(of, choices)}`);
    }),
    ...options.map((option) => quoted(optionSpec(option))),
  ];
  return `  ${name}) _arguments ${specs.join(' ')} ;;`;
}

function optionSpec({ long, value, description, choices }: OptionNode): string {
  const what = `${long}[${description.replace(/[[\]:]/g, '')}]`;
  return value === undefined ? what : `${what}:${value}:${offer(value, choices)}`;
}

function offer(name: string, choices: readonly string[]): string {
  if (name === 'file') return '_files';
  return choices.length > 0 ? `(${choices.join(' ')})` : ' ';
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
