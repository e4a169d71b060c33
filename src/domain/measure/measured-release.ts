/** The journey of a release from its commit to where it is live, for those who measure it. */
import type { AuditEntry } from '../audit.ts';
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
  readonly timeInPhases?: readonly TimeInPhase[];
}

/** Tells the journey of a release by its story so far; `undefined` before it started. */
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
    landings: deploymentOutcomes(marks),
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

/** A release was taken back from an environment, or that was tried. */
export interface RolledBackRef {
  /** The release that was taken back. */
  readonly releaseId: string;
  readonly environment: string;
  /** When that was over, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Whether something good was live again. */
  readonly restored: boolean;
}

/** Adds to the entry that a release has ended its journey, so that this entry tells all by itself. */
export function withMeasurements(ended: AuditEntry, measured: MeasuredRelease): AuditEntry {
  return { ...ended, facts: { ...ended.facts, measured } };
}

/** What the entry `ended` tells by itself; `undefined` if an older version wrote it. */
export function measuredFromEnd({ atMs, facts = {} }: AuditEntry): MeasuredRelease | undefined {
  const told = objectOf(facts['journey']);
  const { releaseId, service, commit, committedAtMs, startedAtMs, landings, timeInPhases } = told;
  if (!isText(releaseId) || !isText(service) || !isText(commit)) return undefined;
  if (!isNumber(startedAtMs) || !Array.isArray(landings)) return undefined;
  return {
    releaseId,
    service,
    commit,
    ...(isNumber(committedAtMs) && { committedAtMs }),
    startedAtMs,
    endedAtMs: atMs,
    ...outcomeOf(facts),
    landings: landings.filter(isDeploymentOutcome),
    ...(Array.isArray(timeInPhases) && timeInPhases.every(isTimeInPhase) && { timeInPhases }),
  };
}

/**
 * What all the entries of a release tell together, without what it spent its time on; `undefined` if
 * they do not begin with its start.
 */
export function measuredFromAuditLog(
  releaseId: string,
  entries: readonly AuditEntry[],
): MeasuredRelease | undefined {
  const started = entries.find(({ kind }) => kind === 'started');
  const { service, commit, committedAtMs } = started?.facts ?? {};
  if (!started || !isText(service) || !isText(commit)) return undefined;
  // A run that was reset tells once more: the last word counts.
  const ended = entries.findLast(({ kind }) => kind === 'ended');
  return {
    releaseId,
    service,
    commit,
    ...(isNumber(committedAtMs) && { committedAtMs }),
    startedAtMs: started.atMs,
    ...(ended && { endedAtMs: ended.atMs, ...outcomeOf(ended.facts ?? {}) }),
    landings: deploymentOutcomes(entries.flatMap((entry) => markOf(entry) ?? [])),
  };
}

/** What the record of an environment tells of what was taken back from it. */
export function rolledBackFrom(entries: readonly AuditEntry[]): RolledBackRef[] {
  return entries.flatMap(({ kind, environment, atMs, facts = {} }) => {
    const { from, outcome } = facts;
    if (kind !== 'rolled-back' || environment === undefined || !isText(from)) return [];
    // Where nothing was to be taken back, nothing was.
    if (outcome !== 'rolled-back' && outcome !== 'failed') return [];
    return { releaseId: from, environment, atMs, restored: outcome === 'rolled-back' };
  });
}

function markOf(entry: AuditEntry): DeploymentFact | undefined {
  const { environment, atMs } = entry;
  if (environment === undefined) return undefined;
  const said = saidIn(entry, environment);
  return said && { ...said, atMs };
}

function saidIn(
  { kind, facts = {} }: AuditEntry,
  environment: string,
): Omit<DeploymentFact, 'atMs'> | undefined {
  const { step, code, finding, choice } = facts;
  const failed = { kind: 'failed', environment } as const;
  switch (kind) {
    case 'overridden':
    case 'deployed':
    case 'verified':
      return { kind, environment };
    case 'failed':
      return isText(code) && isInconclusive(code, isText(step) ? step : undefined)
        ? undefined
        : failed;
    case 'watched':
      return finding === 'failed' ? failed : undefined;
    case 'rolled-back':
      return failed;
    case 'guidance-answered':
      return isText(choice) ? saidBy(choice, environment) : undefined;
    default:
      return undefined;
  }
}

function outcomeOf({ outcome }: Readonly<Record<string, unknown>>): { outcome?: Outcome } {
  return isText(outcome) ? { outcome: outcome as Outcome } : {};
}

function isDeploymentOutcome(value: unknown): value is DeploymentOutcome {
  const { environment, deployedAtMs, ...rest } = objectOf(value);
  const { goodAtMs, failedAtMs, recoveredAtMs } = rest;
  const instants = [goodAtMs, failedAtMs, recoveredAtMs];
  return (
    isText(environment) &&
    isNumber(deployedAtMs) &&
    instants.every((atMs) => atMs === undefined || isNumber(atMs))
  );
}

function isTimeInPhase(value: unknown): value is TimeInPhase {
  const { phase, environment, ms } = objectOf(value);
  return isText(phase) && isNumber(ms) && (environment === undefined || isText(environment));
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
