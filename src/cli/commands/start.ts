import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import type { Release } from '../answers.ts';
import type { ExitCode } from '../exit-codes.ts';
import { hasWorker, NO_WORKER } from '../health.ts';
import { commitOrRef } from '../ref-or-commit.ts';
import { stateOf, waitLines, whatIsReleased } from '../release-lines.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';
import { followUntilEnd } from '../follow.ts';

interface StartOptions extends SessionOptions {
  readonly watch?: true;
}

export function startCommand(run: Runner): Command {
  return asksApi(new Command('start'))
    .description('Start the release of a commit, or find the one that there is.')
    .argument('<service>', 'what is released')
    .argument('[commit]', 'a commit, branch or tag; the main branch of the service without it')
    .option('--follow', 'go on as `slipway follow`, and end as it does')
    .action((service: string, name: string | undefined, options: StartOptions) =>
      run.online(options, (session) => start(session, { service, name, ...options })),
    );
}

async function start(
  session: Session,
  { service, name, watch }: StartOptions & { service: string; name: string | undefined },
): Promise<ExitCode | void> {
  const what = await commitOrRef(session, service, name);
  const call = session.api.releases.$post({ header: {}, query: {}, json: { service, ...what } });
  const isNew = (await call).status === 201;
  const release = (await bodyOf(call)) as Release;
  if (watch) return followUntilEnd(session, release.id);
  await session.show(release, (shown) => linesOf(session, shown, isNew));
  if (isNew && !(await hasWorker(session))) session.terminal.note(NO_WORKER);
}

function linesOf(session: Session, release: Release, isNew: boolean): string[] {
  const { paint, command } = session;
  const { id } = release;
  const state = isNew ? 'started' : `exists already: ${stateOf(release)}`;
  return [
    `${paint.strong(id)}  ${state}`,
    whatIsReleased(release),
    ...waitLines(session, release),
    `  to follow it: ${command('watch', id)}`,
  ];
}
