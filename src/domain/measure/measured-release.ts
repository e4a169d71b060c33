/** A release measured from its commit to where it is live. */
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
 * What DORA measures need to know of a release. Plain JSON, because its audit log has it too.
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
  readonly deploymentOutcomes: readonly DeploymentOutcome[];
  /** What it spent its time on from the start, without a gap; unknown of older records. */
  readonly timeInPhases?: readonly TimeInPhase[];
}

/** Measures a release by its history so far; `undefined` before it started. */
export function measureRelease(history: readonly ReleaseEvent[]): MeasuredRelease | undefined {
  let release: Release | undefined;
  const marks: DeploymentFact[] = [];
  for (const event of history) {
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
    deploymentOutcomes: deploymentOutcomes(marks),
    timeInPhases: spentUntil(release, history.at(-1)?.atMs ?? startedAtMs),
  };
}

/** With what it does now, as long as that is known to have gone on. */
function spentUntil(
  { phase, environment, sinceMs, timeInPhases }: Release,
  atMs: number,
): TimeInPhase[] {
  const now = { phase, ...(environment !== undefined && { environment }), ms: atMs - sinceMs };
  return [...timeInPhases, ...(phase === 'done' ? [] : [now])].filter(({ ms }) => ms > 0);
}

export type Said = Omit<DeploymentFact, 'atMs'> | undefined;

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
      const { environment, problem, failedStage } = event.guidanceRequest;
      return isInconclusive(problem.code, failedStage)
        ? undefined
        : { kind: 'failed', environment };
    }
    case 'rolling-back':
      return { kind: 'failed', environment: event.environment };
    case 'intervention':
      return ofIntervention(after);
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

function ofIntervention(release: Release | undefined): Said {
  const given = release?.interventions?.at(-1);
  if (!given || given.refused) return undefined;
  const { intervention } = given;
  const { environment } = intervention;
  if (intervention.kind === 'override') return { kind: 'overridden', environment };
  if (intervention.kind !== 'guidance') return undefined;
  return saidBy(intervention.choice, environment);
}

/** What a person says about what is live by answering a release that does not know how to go on. */
export function saidBy(choice: string, environment: string): Said {
  if (choice === 'ignore') return { kind: 'ignored', environment };
  return choice === 'fail' ? { kind: 'failed', environment } : undefined;
}

/** A release was rolled back in an environment, or a rollback was tried. */
export interface RolledBackRef {
  /** The release that was rolled back. */
  readonly releaseId: string;
  readonly environment: string;
  /** When that was over, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Whether something good was live again. */
  readonly restored: boolean;
}
