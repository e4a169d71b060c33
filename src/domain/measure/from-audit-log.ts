/** Measures releases by their audit logs. */
import type { AuditEntry } from '../audit-log/entry.ts';
import { isInconclusive } from '../plan/check-result.ts';
import type { Outcome, TimeInPhase } from '../release/release.ts';
import {
  type DeploymentFact,
  type DeploymentOutcome,
  deploymentOutcomes,
} from './deployment-outcome.ts';
import type { MeasuredRelease, RolledBackRef } from './measured-release.ts';

/** Adds the measurements to the entry of the end, so that measures need no other entry. */
export function withMeasurements(
  ended: AuditEntry<'ended'>,
  measured: MeasuredRelease,
): AuditEntry<'ended'> {
  return { ...ended, facts: { ...ended.facts, measured } };
}

/** The measurements in the entry `ended`; `undefined` if it has none. */
export function measuredFromEnd({
  atMs,
  facts = {},
}: AuditEntry<'ended'>): MeasuredRelease | undefined {
  const told = objectOf(facts.measured);
  const {
    releaseId,
    service,
    commit,
    committedAtMs,
    startedAtMs,
    deploymentOutcomes: outcomes,
    timeInPhases,
  } = told;
  if (!isText(releaseId) || !isText(service) || !isText(commit)) return undefined;
  if (!isNumber(startedAtMs) || !Array.isArray(outcomes)) return undefined;
  return {
    releaseId,
    service,
    commit,
    ...(isNumber(committedAtMs) && { committedAtMs }),
    startedAtMs,
    endedAtMs: atMs,
    ...outcomeOf(facts),
    deploymentOutcomes: outcomes.filter(isDeploymentOutcome),
    ...(Array.isArray(timeInPhases) && timeInPhases.every(isTimeInPhase) && { timeInPhases }),
  };
}

/**
 * The measurements by all entries of a release, without the time in phases; `undefined` if the
 * entry of its start is not among them.
 */
export function measuredFromAuditLog(
  releaseId: string,
  entries: readonly AuditEntry[],
): MeasuredRelease | undefined {
  const started = entries.find((entry) => entry.kind === 'started');
  const { service, commit, committedAtMs } = started?.facts ?? {};
  if (!started || !isText(service) || !isText(commit)) return undefined;
  // A run that was reset ends again: the last end counts.
  const ended = entries.findLast((entry) => entry.kind === 'ended');
  return {
    releaseId,
    service,
    commit,
    ...(isNumber(committedAtMs) && { committedAtMs }),
    startedAtMs: started.atMs,
    ...(ended && { endedAtMs: ended.atMs, ...outcomeOf(ended.facts ?? {}) }),
    deploymentOutcomes: outcomesFrom(entries),
  };
}

/** The rollbacks in the audit log of an environment. */
export function rolledBackFrom(entries: readonly AuditEntry[]): RolledBackRef[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'rollback-ended') return [];
    const { environment, atMs, facts: { from, outcome } = {} } = entry;
    if (environment === undefined || !isText(from)) return [];
    // Where nothing was to be rolled back, nothing was.
    if (outcome !== 'rolled-back' && outcome !== 'failed') return [];
    return { releaseId: from, environment, atMs, restored: outcome === 'rolled-back' };
  });
}

/** The outcome of a release in each environment, by its entries. */
export function outcomesFrom(entries: readonly AuditEntry[]): DeploymentOutcome[] {
  return deploymentOutcomes(entries.flatMap((entry) => factIn(entry) ?? []));
}

function factIn(entry: AuditEntry): DeploymentFact | undefined {
  const { environment, atMs } = entry;
  const kind = environment === undefined ? undefined : judgementIn(entry);
  return kind && environment !== undefined ? { kind, environment, atMs } : undefined;
}

/** What an entry says about a live release. */
function judgementIn(entry: AuditEntry): DeploymentFact['kind'] | undefined {
  switch (entry.kind) {
    case 'step-ended':
      return judgementOfStep(entry.facts ?? {});
    case 'asked': {
      const { problem, failedStage } = entry.facts ?? {};
      return problem && isInconclusive(problem.code, failedStage) ? undefined : 'failed';
    }
    case 'rolling-back':
      return 'failed';
    case 'intervention':
      return judgementOfIntervention(entry.facts ?? {});
    case 'ended':
      // A failed watch has no other entry, unless a user is asked.
      return entry.facts?.problem?.code === 'WATCH_FAILED' ? 'failed' : undefined;
    default:
      return undefined;
  }
}

type Facts<Kind extends AuditEntry['kind']> = NonNullable<AuditEntry<Kind>['facts']>;

function judgementOfStep({ type, state, problem }: Facts<'step-ended'>) {
  if (type !== 'deploy' && type !== 'verify') return undefined;
  if (state === 'passed') return type === 'deploy' ? 'deployed' : 'verified';
  const isBad = type === 'verify' && state === 'failed' && !isInconclusive(problem?.code, type);
  return isBad ? 'failed' : undefined;
}

function judgementOfIntervention({ intervention, choice, effect }: Facts<'intervention'>) {
  if (effect === 'refused') return undefined;
  if (intervention === 'override') return 'overridden';
  if (choice === 'ignore') return 'ignored';
  return choice === 'fail' ? 'failed' : undefined;
}

function outcomeOf({ outcome }: { readonly outcome?: Outcome }): { outcome?: Outcome } {
  return isText(outcome) ? { outcome } : {};
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
