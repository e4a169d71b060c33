/**
 * What a record tells of the journey of its release. Facts are plain JSON, also of other
 * versions: what does not fit is left out.
 */
import type { AuditEntry } from '../audit.ts';
import { isInconclusive } from '../plan/check-result.ts';
import type { Outcome, TimeInPhase } from '../release/release.ts';
import {
  type DeploymentFact,
  type DeploymentOutcome,
  deploymentOutcomes,
} from './deployment-outcome.ts';
import type { RolledBackRef } from './deployments.ts';
import { type MeasuredRelease, saidBy } from './measured-release.ts';

/** Adds to the entry that a release has ended its journey, so that this entry tells all by itself. */
export function withMeasurements(ended: AuditEntry, journey: MeasuredRelease): AuditEntry {
  return { ...ended, facts: { ...ended.facts, journey } };
}

/** What the entry `ended` tells by itself; `undefined` if an older version wrote it. */
export function measuredFromEnd({ atMs, facts = {} }: AuditEntry): MeasuredRelease | undefined {
  const told = objectOf(facts['journey']);
  const { releaseId, service, commit, committedAtMs, startedAtMs, landings, spent } = told;
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
    ...(Array.isArray(spent) && spent.every(isTimeInPhase) && { spent }),
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
    case 'guided':
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
  const { goodAtMs, failedAtMs, mendedAtMs } = rest;
  const instants = [goodAtMs, failedAtMs, mendedAtMs];
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
