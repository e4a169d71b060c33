/** The journey of a release from its commit to where it is live, for those who measure it. */
import { isInconclusive } from '../plan/check-result.ts';
import type { ReleaseEvent } from '../release/event.ts';
import { applyEvent } from '../release/history.ts';
import type { Outcome, Release, TimeInPhase } from '../release/release.ts';
import {
  type DeploymentFact,
  type DeploymentOutcome,
  deploymentOutcomes,
} from './deployment-outcome.ts';

/**
 * The facts of a release that measures are made of. Plain JSON, because they are kept in its record.
 * Instants are milliseconds since the Unix epoch.
 */
export interface MeasuredRelease {
  readonly releaseId: string;
  readonly service: string;
  readonly commit: string;
  /** When the commit was made; unknown of releases that were started without. */
  readonly committedAtMs?: number;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  readonly outcome?: Outcome;
  /** Where it went live, in the order in which it did. */
  readonly landings: readonly DeploymentOutcome[];
  /** What it spent its time on from the start, without a gap; unknown of older records. */
  readonly spent?: readonly TimeInPhase[];
}

/** Tells the journey of a release by its story so far; `undefined` before it started. */
export function measureRelease(story: readonly ReleaseEvent[]): MeasuredRelease | undefined {
  let release: Release | undefined;
  const marks: DeploymentFact[] = [];
  for (const event of story) {
    const before = release;
    release = applyEvent(before, event);
    const said = learned(event, before, release);
    if (said) marks.push({ ...said, atMs: event.atMs });
  }
  if (!release) return undefined;
  const { input, startedAtMs, endedAtMs, outcome } = release;
  return {
    releaseId: input.id,
    service: input.service,
    commit: input.commit,
    ...(input.committedAtMs !== undefined && { committedAtMs: input.committedAtMs }),
    startedAtMs,
    ...(endedAtMs !== undefined && { endedAtMs }),
    ...(outcome !== undefined && { outcome }),
    landings: deploymentOutcomes(marks),
    spent: spentUntil(release, story.at(-1)?.atMs ?? startedAtMs),
  };
}

/** With what it does now, as long as that is known to have gone on. */
function spentUntil({ phase, environment, sinceMs, spent }: Release, atMs: number): TimeInPhase[] {
  const now = { phase, ...(environment !== undefined && { environment }), ms: atMs - sinceMs };
  return [...spent, ...(phase === 'done' ? [] : [now])].filter(({ ms }) => ms > 0);
}

type Said = Omit<DeploymentFact, 'atMs'> | undefined;

/** What an event says about the release where it is live. */
function learned(
  event: ReleaseEvent,
  before: Release | undefined,
  after: Release | undefined,
): Said {
  switch (event.kind) {
    case 'step-ended':
      return ofStep(event);
    case 'asked': {
      const { environment, problem, trouble } = event.question;
      return isInconclusive(problem.code, trouble) ? undefined : { kind: 'failed', environment };
    }
    case 'rolling-back':
      return { kind: 'failed', environment: event.environment };
    case 'ordered':
      return ofOrder(after);
    case 'ended': {
      // A watch that fails is told by nothing else where nobody is asked.
      const isOfWatch = event.problem?.code === 'WATCH_FAILED';
      const environment = isOfWatch ? before?.environment : undefined;
      return environment === undefined ? undefined : { kind: 'failed', environment };
    }
    default:
      return undefined;
  }
}

function ofStep({ step, state, problem }: ReleaseEvent<'step-ended'>): Said {
  const [, what, environment] = /^(deploy|verify)-(.+)$/.exec(step) ?? [];
  if (environment === undefined) return undefined;
  if (state === 'passed') return { kind: what === 'deploy' ? 'deployed' : 'verified', environment };
  const isBad = what === 'verify' && state === 'failed' && !isInconclusive(problem?.code, what);
  return isBad ? { kind: 'failed', environment } : undefined;
}

function ofOrder(release: Release | undefined): Said {
  const given = release?.orders?.at(-1);
  if (!given || given.refused) return undefined;
  const { order } = given;
  const { environment } = order;
  if (order.kind === 'override') return { kind: 'overridden', environment };
  if (order.kind !== 'guidance') return undefined;
  return saidBy(order.choice, environment);
}

/** What a person says about what is live by answering a release that does not know how to go on. */
export function saidBy(choice: string, environment: string): Said {
  if (choice === 'ignore') return { kind: 'ignored', environment };
  return choice === 'fail' ? { kind: 'failed', environment } : undefined;
}
