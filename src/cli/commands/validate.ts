import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Command, Option } from 'commander';
import { SlipwayError } from '../../domain/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import type { Runner } from '../session.ts';
import type { Terminal } from '../terminal.ts';
import { type Kind, KINDS, type Validators } from '../validators.ts';

interface ValidateOptions {
  readonly as?: Kind;
  readonly json?: true;
}

export function validateCommand(run: Runner, load: () => Promise<Validators>): Command {
  return new Command('validate')
    .description('Validate slipway.yaml and pipeline.yaml without a server.')
    .argument('[file...]', 'default: the two files in this directory')
    .addOption(new Option('--as <kind>', 'the kind of the files').choices(KINDS))
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExits by 0 if all are valid, 1 if one is not, and 2 if one cannot be read.',
    )
    .action((files: readonly string[], options: ValidateOptions) =>
      run.offline(async (terminal) =>
        validate(files, options, { terminal, validators: await load() }),
      ),
    );
}

/** What was found in one file. */
interface Finding {
  readonly file: string;
  readonly kind: Kind;
  readonly valid: boolean;
  /** Each with file, line, column, path and message. */
  readonly issues: readonly unknown[];
  readonly lines: string;
}

async function validate(
  named: readonly string[],
  { as, json }: ValidateOptions,
  { terminal, validators }: { terminal: Terminal; validators: Validators },
): Promise<ExitCode> {
  const findings: Finding[] = [];
  for (const file of named.length > 0 ? named : filesHere())
    findings.push(findIn(file, await textOf(file), as, validators));
  if (json) {
    const files = findings.map(({ file, kind, valid, issues }) => ({ file, kind, valid, issues }));
    await terminal.out(`${JSON.stringify({ files }, undefined, 2)}\n`);
  } else
    for (const { file, valid, lines } of findings)
      await terminal.out(valid ? `${file} is valid.\n` : `${lines}\n`);
  return findings.every(({ valid }) => valid) ? EXIT.done : EXIT.broken;
}

function findIn(file: string, text: string, as: Kind | undefined, validators: Validators): Finding {
  const kind = as ?? kindOf(file, text);
  try {
    validators[kind](text, file);
    return { file, kind, valid: true, issues: [], lines: '' };
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error;
    const issues = (error.details?.['issues'] ?? []) as readonly unknown[];
    return { file, kind, valid: false, issues, lines: error.message };
  }
}

function filesHere(): string[] {
  const found = KINDS.map((kind) => `${kind}.yaml`).filter((file) => existsSync(file));
  if (found.length > 0) return found;
  const what = 'No slipway.yaml or pipeline.yaml in this directory.';
  throw new CommandFailure(EXIT.usage, what, 'Pass the file to validate.');
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'an error' } = error as NodeJS.ErrnoException;
    throw new CommandFailure(EXIT.usage, `Cannot read ${file}: ${code}.`, 'Pass a readable file.');
  }
}

/** By its name, or else by the key that each of the two must have. */
function kindOf(file: string, text: string): Kind {
  const kind =
    KINDS.find((known) => basename(file).includes(known)) ??
    (/^services\s*:/m.test(text) ? 'slipway' : undefined) ??
    (/^build\s*:/m.test(text) ? 'pipeline' : undefined);
  if (kind) return kind;
  const what = `Cannot tell whether ${file} is a slipway.yaml or a pipeline.yaml.`;
  throw new CommandFailure(EXIT.usage, what, 'Add --as slipway or --as pipeline.');
}
