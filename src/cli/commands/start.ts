import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import type { Release } from '../../client/responses.ts';
import type { ExitCode } from '../exit-codes.ts';
import { hasWorker, NO_WORKER } from '../health.ts';
import { commitOrRef } from '../ref-or-commit.ts';
import { stateOf, waitLines, whatIsReleased } from '../release-lines.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';
import { followUntilEnd } from '../follow.ts';

interface StartOptions extends SessionOptions {
  readonly follow?: true;
}

export function startCommand(run: Runner): Command {
  return asksApi(new Command('start'))
    .description('Start a release of a commit, or show the existing one.')
    .argument('<service>', 'what is released')
    .argument('[commit]', 'a commit, branch or tag (default: the main branch)')
    .option('--follow', 'follow the release until it ends')
    .action((service: string, name: string | undefined, options: StartOptions) =>
      run.online(options, (session) => start(session, { service, name, ...options })),
    );
}

async function start(
  session: Session,
  { service, name, follow }: StartOptions & { service: string; name: string | undefined },
): Promise<ExitCode | void> {
  const what = await commitOrRef(session, service, name);
  const call = session.api.releases.$post({ header: {}, query: {}, json: { service, ...what } });
  const isNew = (await call).status === 201;
  const release = (await bodyOf(call)) as Release;
  if (follow) return followUntilEnd(session, release.id);
  await session.show(release, (shown) => linesOf(session, shown, isNew));
  if (isNew && !(await hasWorker(session))) session.terminal.note(NO_WORKER);
}

function linesOf(session: Session, release: Release, isNew: boolean): string[] {
  const { paint, command } = session;
  const { id } = release;
  const state = isNew ? 'started' : `already exists: ${stateOf(release)}`;
  return [
    `${paint.strong(id)}  ${state}`,
    whatIsReleased(release),
    ...waitLines(session, release),
    `  follow: ${command('follow', id)}`,
  ];
}
