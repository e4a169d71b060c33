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
    'After `npm start` or `npm run build` the commands are there as `npx slipway`, and as `slipway` after `npm link`. They ask the API over HTTP; `validate`, `verify-audit-log` and `completion` need nobody.',
    settings(),
    '## Every command',
    ...commandTree(program()).map(commandSection),
    '## Exit codes',
    exitTable(),
    '## Completion',
    'For bash, add `eval "$(slipway completion bash)"` to `~/.bashrc`. For zsh, put what `slipway completion zsh` prints into a file `_slipway` in a folder of `$fpath`. For fish, put what `slipway completion fish` prints into `~/.config/fish/completions/slipway.fish`.',
    '',
  ].join('\n\n');
}

/** The commands that nobody runs. */
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
    '| setting | says | without it |',
    '|---|---|---|',
    '| `--url`, or `SLIPWAY_URL` | where the API is | `http://127.0.0.1:3000` |',
    '| `SLIPWAY_TOKEN`, or `SLIPWAY_TOKEN_FILE` with the path of a file | your token. It is never an argument of a command, which everyone on the machine can read. | none, which is enough while no users are set up |',
    '| `--json` | prints what the API answers, as in its reference at `/docs`, also when it refuses. `watch` prints each event on a line of its own. | lines for people |',
    '| `NO_COLOR` | no colours, which only a terminal gets anyway | colours |',
    '',
    'Every command that asks the API takes `--url` and `--json`. A release is named by its id, by the beginning of it, or by its service for the newest one. What changes a release takes a service only where one release of it runs. What was asked for is printed to stdout, everything else to stderr.',
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
