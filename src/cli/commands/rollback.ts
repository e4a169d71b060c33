import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import { isReleaseId } from '../../domain/release/release-id.ts';
import { type EnvironmentArgument, parseEnvironmentArgument } from '../environment-argument.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../failure.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';
import { PLACE_WORDS } from './freeze.ts';

interface RollbackOptions extends SessionOptions {
  readonly to?: string;
  readonly reason: string;
}

export function rollbackCommand(run: Runner): Command {
  return asksApi(new Command('rollback'))
    .description('Roll an environment back to a verified release.')
    .argument('<environment>', PLACE_WORDS)
    .requiredOption('--reason <text>', 'why')
    .option('--to <release>', 'the release to roll back to (default: the last verified one)')
    .action((place: string, options: RollbackOptions) =>
      run.online(options, (session) => rollBack(session, parseEnvironmentArgument(place), options)),
    );
}

async function rollBack(
  session: Session,
  param: EnvironmentArgument,
  { to, reason }: RollbackOptions,
): Promise<void> {
  const rollbackRelease = to === undefined ? {} : { to: await formerRelease(session, param, to) };
  const call = session.api.environments[':service'][':name'].rollback.$post({
    param,
    json: { reason, ...rollbackRelease },
  });
  const { service, name } = param;
  await session.show(await bodyOf(call), ({ next }) => [
    next,
    `  status: ${session.command('status', service)}`,
    `  unfreeze: ${session.command('unfreeze', `${service}/${name}`)}`,
  ]);
}

/** The release of the history of an environment that a person means. */
async function formerRelease(
  { api }: Session,
  param: EnvironmentArgument,
  word: string,
): Promise<string> {
  if (isReleaseId(word)) return word;
  const place = await bodyOf(api.environments[':service'][':name'].$get({ param }));
  const ids = [...new Set(place.history.map(({ releaseId }) => releaseId))];
  const found = ids.filter((id) => id.startsWith(word));
  if (found.length === 1) return found[0] as string;
  const what =
    found.length === 0
      ? `No release in the history of ${param.name} begins with ${word}.`
      : `${word} matches several releases: ${found.join(', ')}.`;
  const next =
    ids.length === 0 ? 'Nothing was live there before.' : `There were: ${ids.join(', ')}.`;
  throw new CommandFailure(found.length === 0 ? EXIT.notFound : EXIT.usage, what, next);
}
