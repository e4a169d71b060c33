import type { Command } from 'commander';
import { type CommandNode, commandTree } from '../../src/cli/command-tree.ts';
import { EXIT, EXIT_MEANINGS, type Exit } from '../../src/cli/exit-codes.ts';
import { createProgram } from '../../src/cli/program.ts';
import { createRunner } from '../../src/cli/session.ts';
import { cell, GENERATED } from './markdown.ts';

/** Writes the page that explains every command. */
export function commandLinePage(): string {
  return [
    GENERATED,
    '# The command line',
    'After `npm start` or `npm run build` the commands are available as `npx slipway`, and as `slipway` after `npm link`. They call the API over HTTP; `validate`, `verify-audit-log` and `completion` work without it.',
    settings(),
    '## Every command',
    ...commandTree(program()).map(commandSection),
    '## Exit codes',
    exitTable(),
    '## Completion',
    'For bash, add `eval "$(slipway completion bash)"` to `~/.bashrc`. For zsh, write the output of `slipway completion zsh` to a file `_slipway` in a directory of `$fpath`. For fish, write the output of `slipway completion fish` to `~/.config/fish/completions/slipway.fish`.',
    '',
  ].join('\n\n');
}

/** The commands, for their descriptions only. */
function program(): Command {
  const never = () => Promise.reject(new Error('Nobody runs it.'));
  const around = {
    terminal: { out: never, note: () => {}, colours: false },
    settings: () => ({ url: '' }),
    calledAs: 'slipway',
    now: () => 0,
    pause: never,
    browse: never,
    validators: never,
  };
  return createProgram(createRunner(around), around);
}

function settings(): string {
  return [
    '| setting | meaning | default |',
    '|---|---|---|',
    '| `--url`, or `SLIPWAY_URL` | the address of the API | `http://127.0.0.1:3000` |',
    '| `SLIPWAY_TOKEN`, or `SLIPWAY_TOKEN_FILE` with the path of a file | your token. It is never an argument of a command, which everyone on the machine can read. | none; not needed while no users are set up |',
    '| `--json` | prints the response of the API, as in its reference at `/docs`, also a problem. `follow` prints each event on a line of its own. | lines for people |',
    '| `NO_COLOR` | no colors, which only a terminal gets anyway | colors |',
    '',
    'Every command that calls the API takes `--url` and `--json`. A release is named by its id, by the beginning of its id, or by its service for the newest one. A command that changes a release takes a service only if exactly one of its releases is running. Results are printed to stdout, everything else to stderr.',
  ].join('\n');
}

function commandSection({ name, description, arguments: args, options }: CommandNode): string {
  const written = [name, ...args.map((argument) => argument.written)].join(' ');
  const needed = options.filter(({ required }) => required).map(({ flags }) => ` ${flags}`);
  const rows = [
    ...args.map((argument) => row(argument.written, argument)),
    ...ownOptions(options).map((option) => row(option.flags, option)),
  ];
  const table = ['', '| word | meaning |', '|---|---|', ...rows];
  return [
    `### ${name}`,
    '',
    description,
    '',
    '```text',
    `slipway ${written}${needed.join('')}`,
    '```',
    ...(rows.length > 0 ? table : []),
  ].join('\n');
}

/** Those that not every command has which asks the API. */
function ownOptions(options: CommandNode['options']): CommandNode['options'] {
  const asksApi = options.some(({ long }) => long === '--url');
  return options.filter(({ long }) => !(asksApi && (long === '--url' || long === '--json')));
}

function row(
  word: string,
  { description, choices }: { description: string; choices: readonly string[] },
): string {
  const known =
    choices.length === 0 ? '' : `one of ${choices.map((one) => `\`${one}\``).join(' ')}`;
  const meaning = [description, known].filter(Boolean).join(': ');
  return `| \`${cell(word)}\` | ${cell(meaning)} |`;
}

function exitTable(): string {
  return [
    '| code | means |',
    '|---|---|',
    ...Object.entries(EXIT).map(([exit, code]) => `| ${code} | ${EXIT_MEANINGS[exit as Exit]} |`),
  ].join('\n');
}
