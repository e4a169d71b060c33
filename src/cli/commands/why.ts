import { phaseLabel } from '../../domain/release/phase-label.ts';
import { Command } from 'commander';
import { bodyOf } from '../../client/answer.ts';
import { isReleaseId } from '../../domain/release/release-id.ts';
import type { Environment, Release } from '../../client/responses.ts';
import { findRelease, findReleaseOf, RELEASE_WORDS } from '../find-release.ts';
import { hasWorker, NO_WORKER } from '../health.ts';
import { waitLines, whatIsReleased } from '../release-lines.ts';
import { asksApi, type Runner, type Session, type SessionOptions } from '../session.ts';
import { age, localTime } from '../times.ts';

export function whyCommand(run: Runner): Command {
  return asksApi(new Command('why'))
    .description('Show why a release is not in production yet.')
    .argument('<release>', RELEASE_WORDS)
    .argument('[commit]', 'a commit of the service, or a release id')
    .action((word: string, commit: string | undefined, options: SessionOptions) =>
      run.online(options, (session) => why(session, word, commit)),
    );
}

async function why(session: Session, word: string, commit: string | undefined): Promise<void> {
  const release =
    commit === undefined || isReleaseId(commit)
      ? await findRelease(session, commit ?? word, 'look')
      : await findReleaseOf(session, word, commit);
  if (session.json) return session.show(release, () => []);
  const place = release.outcome === 'succeeded' ? await lastPlace(session, release) : undefined;
  const isStill = release.phase !== 'done' && !(await hasWorker(session));
  await session.show({ release, place }, (shown) => [
    `${session.paint.strong(release.id)}  ${whatIsReleased(shown.release)}`,
    ...whyLines(session, shown.release, shown.place),
    ...(isStill ? [session.paint.bad(NO_WORKER)] : []),
  ]);
}

/** The last environment of its service: production. */
async function lastPlace({ api }: Session, { service }: Release): Promise<Environment | undefined> {
  const { environments } = await bodyOf(api.environments.$get({ query: { service } }));
  return environments.at(-1);
}

/** The one answer, and what to do about it. */
function whyLines(session: Session, release: Release, place: Environment | undefined): string[] {
  const { phase, outcome, since, environment, waitingFor, problem } = release;
  const { paint, now } = session;
  if (outcome === 'succeeded') return [paint.good(successOf(session, release, place))];
  if (phase === 'done') return [paint.bad(endOf(release)), ...helpOn(session, release)];
  if (waitingFor.length > 0) return waitLines(session, release);
  const where = environment === undefined ? '' : ` in ${environment}`;
  const failedStage = problem ? [`${problem.message} (${problem.code})`] : [];
  return [
    `${phaseLabel(phase)}${where} since ${localTime(since)} (${age(since, now())}).`,
    ...failedStage,
  ];
}

function successOf({ now }: Session, { id, service }: Release, place?: Environment): string {
  if (!place) return 'Succeeded.';
  const { name, live, history } = place;
  if (live?.releaseId === id)
    return `Live in ${name} since ${localTime(live.at)} (${age(live.at, now())}).`;
  const was = history.some(({ releaseId }) => releaseId === id);
  const instead = live ? `replaced by ${live.releaseId}` : `${service} has no live release`;
  return was ? `Was live in ${name}, ${instead}.` : `Succeeded, ${instead}.`;
}

/** How it ended short of production, with who did it and why. */
function endOf({ outcome, problem, gate, cancel, supersededBy }: Release): string {
  switch (outcome) {
    case 'rejected':
      return gate?.kind === 'rejected' ? `Rejected by ${gate.by}: ${gate.reason}` : 'Rejected.';
    case 'expired':
      return 'Expired without a decision.';
    case 'superseded':
      return `Superseded by ${supersededBy ?? 'a newer release'}.`;
    case 'cancelled':
      return cancel ? `Cancelled by ${cancel.by}${reasonWords(cancel.reason)}` : 'Cancelled.';
    case 'rolled-back':
      return `Rolled back${reasonWords(problem?.message)}`;
    default:
      return `Failed${reasonWords(problem && `${problem.message} (${problem.code})`)}`;
  }
}

function reasonWords(reason: string | undefined): string {
  return reason === undefined ? '.' : `: ${reason}`;
}

function helpOn({ command }: Session, { id, service, commit, problem, steps }: Release): string[] {
  const failed = steps.findLast(({ state }) => state === 'failed');
  return [
    ...(problem ? [`  ${problem.next}`] : []),
    ...(failed ? [`  log: ${command('logs', id, failed.name)}`] : []),
    `  start again: ${command('start', service, commit.slice(0, 12))}`,
  ];
}
