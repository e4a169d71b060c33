import { Command, InvalidArgumentError } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import type { Release } from '../../client/responses.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import { findRelease, RELEASE_WORDS } from '../find-release.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';

interface LogsOptions extends SessionOptions {
  readonly follow?: true;
  readonly attempt?: string;
}

export function logsCommand(run: Runner): Command {
  return asksApi(new Command('logs'))
    .description('Print the log of a step.')
    .argument('<release>', RELEASE_WORDS)
    .argument('[step]', 'a step, such as build or test-unit (default: the running or failed one)')
    .option('-f, --follow', 'keep printing until the step ends')
    .option('--attempt <number>', 'an attempt (default: the last)', whole)
    .action((word: string, step: string | undefined, options: LogsOptions) =>
      run.online(options, (session) => logs(session, word, step, options)),
    );
}

async function logs(
  session: Session,
  word: string,
  named: string | undefined,
  { follow, attempt }: LogsOptions,
): Promise<void> {
  const release = await findRelease(session, word, 'look');
  if (session.json) return session.show(release.steps, () => []);
  const step = named === undefined ? stepOf(session, release) : stepNamed(release, named);
  if (named === undefined) session.terminal.note(`Log of ${step}:`);
  const call = session.api.releases[':id'].logs[':step'].$get({
    param: { id: release.id, step },
    query: { ...(follow && { follow: 'true' }), ...(attempt !== undefined && { attempt }) },
  });
  const answer = await call;
  if (!answer.ok || !answer.body) await bodyOf(call);
  else for await (const chunk of answer.body) await session.terminal.out(chunk as Uint8Array);
}

/** What a person wants to see: what runs, or else what went wrong, or else what was last. */
function stepOf({ command }: Session, { id, steps }: Release): string {
  const inState = (wanted: string) => steps.findLast(({ state }) => state === wanted);
  const step = inState('running') ?? inState('failed') ?? steps.at(-1);
  if (step) return step.name;
  const next = `What it does: ${command('why', id)}`;
  throw new CommandFailure(EXIT.notFound, `No step of ${id} has started yet.`, next);
}

/** A step by its name, or by the beginning of it if there is only one. */
function stepNamed({ id, steps }: Release, word: string): string {
  const names = [...new Set(steps.map(({ name }) => name))];
  const found = names.includes(word) ? [word] : names.filter((name) => name.startsWith(word));
  if (found.length === 1) return found[0] as string;
  const next = names.length === 0 ? 'No step has started yet.' : `There are: ${names.join(', ')}.`;
  const what =
    found.length === 0 ? `${id} has no step ${word}.` : `${word} may be ${found.join(' or ')}.`;
  throw new CommandFailure(found.length === 0 ? EXIT.notFound : EXIT.usage, what, next);
}

function whole(text: string): string {
  if (/^[1-9]\d{0,2}$/.test(text)) return text;
  throw new InvalidArgumentError('Use a number, 1 or more.');
}
