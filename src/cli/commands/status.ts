import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import type { Environment } from '../../client/responses.ts';
import { serviceNamed } from '../services.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';
import { type Cell, tableLines } from '../table.ts';
import { age, localTime } from '../times.ts';

export function statusCommand(run: Runner): Command {
  return asksApi(new Command('status'))
    .description('Show what is live in each environment, and what blocks it.')
    .argument('[service]', 'only its environments')
    .action((service: string | undefined, options: SessionOptions) =>
      run.online(options, (session) => status(session, service)),
    );
}

async function status(session: Session, service: string | undefined): Promise<void> {
  if (service !== undefined) await serviceNamed(session, service);
  const query = service === undefined ? {} : { service };
  const answer = await bodyOf(session.api.environments.$get({ query }));
  const idle = new Set<string>();
  if (!session.json)
    for (const { holder } of answer.environments)
      if (holder && (await waitsForWorker(session, holder.releaseId))) idle.add(holder.releaseId);
  await session.show(answer, ({ environments }) => linesOf(session, environments, idle));
}

/** Whether a release has the lock, and no worker to deploy it. What cannot be told is not. */
async function waitsForWorker({ api }: Session, id: string): Promise<boolean> {
  try {
    const { waitingFor } = await bodyOf(api.releases[':id'].$get({ param: { id } }));
    return waitingFor.some(({ kind }) => kind === 'worker');
  } catch {
    return false;
  }
}

const HEAD = ['ENVIRONMENT', 'LIVE', 'COMMIT', 'SINCE', 'STATE'];

/** @param idle the releases that have a lock and wait for a worker */
function linesOf(
  session: Session,
  environments: readonly Environment[],
  idle: ReadonlySet<string>,
): string[] {
  const { paint, terminal } = session;
  if (environments.length === 0) return ['No services yet. See docs/slipway-yaml.md.'];
  const rows = environments.map((place) => rowOf(session, place, idle));
  return tableLines(
    [HEAD.map((title) => [title, paint.quiet] as const), ...rows],
    terminal.columns,
  );
}

function rowOf({ paint, now }: Session, place: Environment, idle: ReadonlySet<string>): Cell[] {
  const { service, name, live, unavailable } = place;
  const states = statesOf(place, idle);
  const state = states.join('; ') || 'ready';
  const brush = unavailable !== undefined || place.unknown ? paint.bad : paint.waiting;
  return [
    `${service}/${name}`,
    live ? live.releaseId : unavailable === undefined ? 'nothing' : '?',
    live ? live.commit.slice(0, 12) : '',
    live ? age(live.at, now()) : '',
    states.length > 0 ? [state, brush] : [state, paint.quiet],
  ];
}

/** Everything that is not as usual there, what matters most first. */
function statesOf(place: Environment, idle: ReadonlySet<string>): string[] {
  const { live, holder, queue, freezes, unknown, window, unavailable } = place;
  const opens = window.nextOpen === undefined ? '' : `, opens ${localTime(window.nextOpen)}`;
  return [
    ...(unavailable === undefined ? [] : [unavailable]),
    ...(unknown ? [`live release unknown (${unknown.releaseId})`] : []),
    ...freezes.map(({ by, reason }) => `frozen by ${by}: "${reason}"`),
    ...(holder ? [doingOf(holder.releaseId, idle)] : []),
    ...(queue.length > 0
      ? [`queue: ${queue[0]?.releaseId}${queue.length > 1 ? ` and ${queue.length - 1} more` : ''}`]
      : []),
    ...(window.open ? [] : [`closed${opens}`]),
    ...(live && !live.verified ? ['not verified'] : []),
  ];
}

function doingOf(releaseId: string, idle: ReadonlySet<string>): string {
  return idle.has(releaseId) ? `${releaseId} waits for a worker` : `${releaseId} deploying`;
}
