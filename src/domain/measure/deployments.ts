/** The deployments to the environments of services, as they are counted. */
import type { DeploymentOutcome } from './deployment-outcome.ts';
import { type LeadTime, leadTimeOf } from './lead-time.ts';
import type { MeasuredRelease, RolledBackRef } from './measured-release.ts';
import type { Period } from './period.ts';

/** One release that went live in one environment. */
export interface Deployment {
  readonly service: string;
  readonly environment: string;
  readonly releaseId: string;
  /** In milliseconds since the Unix epoch. */
  readonly deployedAtMs: number;
  /** The time since the deployment before it. */
  readonly sinceLastMs?: number;
  readonly leadTime?: LeadTime;
  readonly failed: boolean;
  /** Of one that failed: from going live until something good was live. Absent: nothing is yet. */
  readonly recoveryMs?: number;
  /** Whether the deployment reacts to an incident: the one before had failed, or a user overrode the gate. */
  readonly rework: boolean;
  readonly overridden: boolean;
}

/** A deployment outcome together with later rollbacks. */
interface Arrival {
  readonly measured: MeasuredRelease;
  readonly deploymentOutcome: DeploymentOutcome;
  /** When the release was first found bad; `Infinity`: never. */
  readonly failedAtMs: number;
  /** Whether this same release was made good again. */
  readonly isRecovered: boolean;
  /** When this release was good again, or the one before it; `Infinity`: never. */
  readonly restoredAtMs: number;
}

/**
 * The deployments of releases, in each environment the oldest first. A release is one deployment in each
 * environment where it went live, and fails there at most once; a rollback is no deployment of its own.
 * The order of the facts does not matter.
 *
 * @param measured each release once; those that went live before and after are needed as well
 * @param within the time in which the returned deployments went live
 */
export function deploymentsOf(
  measuredReleases: readonly MeasuredRelease[],
  rolledBack: readonly RolledBackRef[],
  within: Pick<Period, 'fromMs' | 'toMs'>,
): Deployment[] {
  const backs = grouped(rolledBack, ({ releaseId, environment }) => `${releaseId} ${environment}`);
  const arrivals = measuredReleases.flatMap((measured) =>
    measured.deploymentOutcomes.map((deploymentOutcome) =>
      arrivalOf(
        measured,
        deploymentOutcome,
        backs.get(`${measured.releaseId} ${deploymentOutcome.environment}`) ?? [],
      ),
    ),
  );
  const places = grouped(
    arrivals.toSorted(inOrder),
    ({ measured, deploymentOutcome }) => `${measured.service} ${deploymentOutcome.environment}`,
  );
  return [...places.values()].flatMap((here) => inOnePlace(here, within));
}

function arrivalOf(
  measured: MeasuredRelease,
  deploymentOutcome: DeploymentOutcome,
  backs: readonly RolledBackRef[],
): Arrival {
  const { failedAtMs = Infinity, recoveredAtMs = Infinity } = deploymentOutcome;
  // A release that was rolled back was not fixed, whatever a user has said.
  if (backs.length > 0)
    return {
      measured,
      deploymentOutcome,
      failedAtMs: Math.min(failedAtMs, ...backs.map(({ atMs }) => atMs)),
      isRecovered: false,
      restoredAtMs: Math.min(...backs.flatMap((back) => (back.restored ? [back.atMs] : []))),
    };
  const isRecovered = recoveredAtMs < Infinity;
  return { measured, deploymentOutcome, failedAtMs, isRecovered, restoredAtMs: recoveredAtMs };
}

/** @param here the oldest first */
function inOnePlace(
  here: readonly Arrival[],
  { fromMs, toMs }: Pick<Period, 'fromMs' | 'toMs'>,
): Deployment[] {
  // From the newest on, so that each deployment knows when a good one came after it.
  let goodLaterMs = Infinity;
  const newestFirst: Deployment[] = [];
  for (let i = here.length - 1; i >= 0; i -= 1) {
    const arrival = here[i] as Arrival;
    const { deployedAtMs, goodAtMs = Infinity } = arrival.deploymentOutcome;
    if (fromMs <= deployedAtMs && deployedAtMs < toMs)
      newestFirst.push(deploymentOf(arrival, here[i - 1], goodLaterMs));
    goodLaterMs = Math.min(goodLaterMs, goodAtMs);
  }
  return newestFirst.toReversed();
}

function deploymentOf(
  { measured, deploymentOutcome, failedAtMs, restoredAtMs }: Arrival,
  previous: Arrival | undefined,
  goodLaterMs: number,
): Deployment {
  const { environment, deployedAtMs } = deploymentOutcome;
  const overridden = deploymentOutcome.overridden === true;
  const leadTime = leadTimeOf(measured, deploymentOutcome);
  const recoveredAtMs = Math.min(restoredAtMs, goodLaterMs);
  const failed = failedAtMs < Infinity;
  return {
    service: measured.service,
    environment,
    releaseId: measured.releaseId,
    deployedAtMs,
    ...(previous && { sinceLastMs: deployedAtMs - previous.deploymentOutcome.deployedAtMs }),
    ...(leadTime && { leadTime }),
    failed,
    ...(failed && recoveredAtMs < Infinity && { recoveryMs: recoveredAtMs - deployedAtMs }),
    rework: overridden || (previous !== undefined && isAnswered(previous, deployedAtMs)),
    overridden,
  };
}

/** Whether a deployment at an instant reacts to a failure that was not fixed before. */
function isAnswered({ failedAtMs, isRecovered }: Arrival, atMs: number): boolean {
  return failedAtMs <= atMs && !isRecovered;
}

function inOrder(one: Arrival, other: Arrival): number {
  const laterMs = one.deploymentOutcome.deployedAtMs - other.deploymentOutcome.deployedAtMs;
  if (laterMs !== 0) return laterMs;
  return one.measured.releaseId < other.measured.releaseId ? -1 : 1;
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
