import type { Client } from '@temporalio/client';
import {
  countWaits,
  PHASES_OF_WAIT,
  type ReleaseCounts,
  WAIT_KINDS,
  type WaitCount,
  type WaitKind,
} from '../domain/measure/release-counts.ts';
import type { ServicePlan } from '../domain/plan/plan.ts';
import { type Outcome, OUTCOMES, type Phase, PHASES } from '../domain/release/release.ts';
import { outcomeKey, sinceKey } from '../workflows/shared/search-attributes.ts';
import { oldestWaitMs } from './oldest-wait.ts';
import { failedNotificationsQuery } from './outboxes.ts';
import { phaseQuery } from './waiting-releases.ts';

/** Counts in Temporal's visibility: no run is asked, and no list is read, however many there are. */
export async function countReleases(
  client: Client,
  services: readonly ServicePlan[],
): Promise<ReleaseCounts> {
  const count = async (query: string) => (await client.workflow.count(query)).count;
  const [running, ended, failedNotifications] = await Promise.all([
    countEach(RUNNING_PHASES, (phase) => count(phaseQuery([phase], {}))),
    countEach(OUTCOMES, (outcome) => count(endedQuery(outcome))),
    count(failedNotificationsQuery()),
  ]);
  const isQueued = countWaits({ running }, 'queue') > 0;
  return {
    running,
    ended,
    failedNotifications,
    oldestWaitMs: await oldestWaits({ running }, count),
    queues: isQueued ? await queues(services, count) : empty(services),
  };
}

const RUNNING_PHASES = PHASES.filter((phase) => phase !== 'done');

type Count = (query: string) => Promise<number>;

async function countEach<Key extends Phase | Outcome>(
  keys: readonly Key[],
  count: (key: Key) => Promise<number>,
): Promise<Record<Key, number>> {
  const counted = await Promise.all(keys.map(async (key) => [key, await count(key)] as const));
  return Object.fromEntries(counted) as Record<Key, number>;
}

function endedQuery(outcome: Outcome): string {
  return `WorkflowType = "release" AND ExecutionStatus != "Running" AND ${outcomeKey.name} = "${outcome}"`;
}

async function oldestWaits(
  known: Pick<ReleaseCounts, 'running'>,
  count: Count,
): Promise<ReleaseCounts['oldestWaitMs']> {
  const nowMs = Date.now();
  const found: Partial<Record<WaitKind, number>> = {};
  for (const kind of WAIT_KINDS.filter((one) => countWaits(known, one) > 0)) {
    const those = phaseQuery(PHASES_OF_WAIT[kind], {});
    const age = await oldestWaitMs((ageMs) => {
      const before = new Date(nowMs - ageMs).toISOString();
      return count(`${those} AND ${sinceKey.name} <= "${before}"`);
    });
    if (age !== undefined) found[kind] = age;
  }
  return found;
}

async function queues(services: readonly ServicePlan[], count: Count) {
  const counted = empty(services).map(async (place): Promise<WaitCount> => {
    const length = await count(phaseQuery(['queued'], place));
    return { ...place, length };
  });
  return Promise.all(counted);
}

function empty(services: readonly ServicePlan[]): readonly WaitCount[] {
  return services.flatMap(({ service, environments }) =>
    environments.map(({ name }) => ({ service, environment: name, length: 0 })),
  );
}
