/** The deployments to the environments of services, as they are counted. */
import type { Delivery } from './delivery.ts';
import type { Landing } from './landing.ts';
import { type LeadTime, leadTimeOf } from './lead-time.ts';

/** A release was taken back from an environment, or that was tried. */
export interface TakenBack {
  /** The release that was taken back. */
  readonly releaseId: string;
  readonly environment: string;
  /** When that was over, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Whether something good was live again. */
  readonly restored: boolean;
}

/** One release that went live in one environment. */
export interface Deployment {
  readonly service: string;
  readonly environment: string;
  readonly releaseId: string;
  /** In milliseconds since the Unix epoch. */
  readonly deployedAtMs: number;
  /** How long after the deployment before it. */
  readonly sinceLastMs?: number;
  readonly leadTime?: LeadTime;
  readonly failed: boolean;
  /** Of one that failed: from going live until something good was live. Absent: nothing is yet. */
  readonly recoveryMs?: number;
  /** Whether it answers an incident: the one before it had failed, or somebody broke the glass. */
  readonly rework: boolean;
  readonly overridden: boolean;
}

/** A landing with what was done to it afterwards. */
interface Arrival extends Landing {
  readonly delivery: Delivery;
  /** Whether this same release was made good again. */
  readonly isMended: boolean;
  /** When it was good again, or what was before it; `Infinity`: never. */
  readonly restoredAtMs: number;
}

/**
 * Tells the deployments that releases were, in each environment the oldest first. A release is one deployment in each
 * environment where it went live, and fails there at most once; going back is no deployment of its
 * own. In whatever order the facts come, the answer is the same.
 *
 * @param deliveries each release once
 */
export function deploymentsOf(
  deliveries: readonly Delivery[],
  takenBack: readonly TakenBack[],
): Deployment[] {
  const backs = grouped(takenBack, ({ releaseId, environment }) => `${releaseId} ${environment}`);
  const arrivals = deliveries.flatMap((delivery) =>
    delivery.landings.map((landing) =>
      arrivalOf(delivery, landing, backs.get(`${delivery.releaseId} ${landing.environment}`) ?? []),
    ),
  );
  const places = grouped(
    arrivals.toSorted(inOrder),
    ({ delivery, environment }) => `${delivery.service} ${environment}`,
  );
  return [...places.values()].flatMap(inOnePlace);
}

function arrivalOf(delivery: Delivery, landing: Landing, backs: readonly TakenBack[]): Arrival {
  const { failedAtMs: foundAtMs = Infinity, mendedAtMs = Infinity, ...rest } = landing;
  const failedAtMs = Math.min(foundAtMs, ...backs.map(({ atMs }) => atMs));
  const restored = backs.flatMap((back) => (back.restored ? [back.atMs] : []));
  // What was taken back had not been mended, whatever was thought of it.
  const isMended = backs.length === 0 && mendedAtMs < Infinity;
  return {
    ...rest,
    delivery,
    ...(failedAtMs < Infinity && { failedAtMs }),
    isMended,
    restoredAtMs: isMended ? mendedAtMs : Math.min(...restored),
  };
}

function inOnePlace(here: readonly Arrival[]): Deployment[] {
  // From the newest on, so that each knows when something good came after it.
  let goodLaterMs = Infinity;
  const newestFirst: Deployment[] = [];
  for (const [i, arrival] of [...here.entries()].toReversed()) {
    newestFirst.push(deploymentOf(arrival, here[i - 1], goodLaterMs));
    goodLaterMs = Math.min(goodLaterMs, arrival.goodAtMs ?? Infinity);
  }
  return newestFirst.toReversed();
}

function deploymentOf(
  arrival: Arrival,
  previous: Arrival | undefined,
  goodLaterMs: number,
): Deployment {
  const { delivery, environment, deployedAtMs, failedAtMs } = arrival;
  const overridden = arrival.overridden === true;
  const leadTime = leadTimeOf(delivery, arrival);
  const recoveredAtMs = Math.min(arrival.restoredAtMs, goodLaterMs);
  const failed = failedAtMs !== undefined;
  return {
    service: delivery.service,
    environment,
    releaseId: delivery.releaseId,
    deployedAtMs,
    ...(previous && { sinceLastMs: deployedAtMs - previous.deployedAtMs }),
    ...(leadTime && { leadTime }),
    failed,
    ...(failed && recoveredAtMs < Infinity && { recoveryMs: recoveredAtMs - deployedAtMs }),
    rework: overridden || (previous !== undefined && isAnswered(previous, deployedAtMs)),
    overridden,
  };
}

/** Whether what comes at an instant is the answer to a failure that was not mended before. */
function isAnswered({ failedAtMs, isMended }: Arrival, atMs: number): boolean {
  return failedAtMs !== undefined && failedAtMs <= atMs && !isMended;
}

function inOrder(one: Arrival, other: Arrival): number {
  if (one.deployedAtMs !== other.deployedAtMs) return one.deployedAtMs - other.deployedAtMs;
  return one.delivery.releaseId < other.delivery.releaseId ? -1 : 1;
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
