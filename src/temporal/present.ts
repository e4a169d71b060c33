import type { Client } from '@temporalio/client';
import { BUILD_LOCK, entryOfRelease } from '../domain/environment/environment.ts';
import type { ReleaseEvent } from '../domain/release/event.ts';
import { isUnderWay, releaseFromEvents } from '../domain/release/history.ts';
import type { Release } from '../domain/release/release.ts';
import { ANSWER_WITHIN_MS } from './deadline.ts';
import { toMs } from './payload.ts';
import { readEnvironment } from './read-environment.ts';
import { readEvents } from './read-events.ts';

/** `temporal.api.enums.v1.PendingActivityState`: no worker has it. */
const SCHEDULED = 1;

/**
 * Reads the events of a release so far, and adds what no history has: which steps a worker has started,
 * and the current queue before the release.
 *
 * @throws SlipwayError RELEASE_NOT_FOUND, TEMPORAL_UNREACHABLE
 */
export async function readPresent(client: Client, id: string): Promise<readonly ReleaseEvent[]> {
  const history = await readEvents(client, id);
  const release = releaseFromEvents(history);
  const last = history.at(-1);
  if (!release || !last) return history;
  const steps = await stepsNow(client, release, history);
  const place = await placeOf(client, release, last);
  return [...history, ...steps, ...(place ? [place] : [])];
}

/** Whether and when a worker has started the current steps. */
async function stepsNow(
  client: Client,
  release: Release,
  history: readonly ReleaseEvent[],
): Promise<readonly ReleaseEvent[]> {
  const open = new Set(release.steps.filter(isUnderWay).map(({ name }) => name));
  if (open.size === 0) return [];
  const steps = new Map(
    history.flatMap((event) => (event.kind === 'step-queued' ? [[event.activityId, event]] : [])),
  );
  const { raw } = await client.workflow.getHandle(release.input.id).describe();
  return (raw.pendingActivities ?? []).flatMap((pending): ReleaseEvent[] => {
    const queued = steps.get(pending.activityId ?? '');
    if (!queued || !open.has(queued.step)) return [];
    const { step, id, atMs } = queued;
    if (Number(pending.state) === SCHEDULED) return [{ kind: 'step-waiting', step, id, atMs }];
    const startedAtMs = toMs(pending.lastStartedTime);
    const { attempt } = pending;
    return [{ kind: 'step-started', step, attempt: attempt ?? 1, id, atMs: startedAtMs }];
  });
}

/** The current queue: a queued release is not told how the queue before it moves. */
async function placeOf(
  client: Client,
  { phase, environment, input }: Release,
  { id }: ReleaseEvent,
): Promise<ReleaseEvent | undefined> {
  if (phase !== 'queued') return undefined;
  const place = { service: input.service, environment: environment ?? BUILD_LOCK };
  // Without a response in time, it is the queue of when the release requested the lock.
  const state = await readEnvironment(client, place, ANSWER_WITHIN_MS).catch(() => undefined);
  const entry = state && entryOfRelease(state, input.id);
  if (!entry || entry.granted) return undefined;
  const { queuedBehind, freezes } = entry;
  return {
    kind: 'queued',
    ...(environment !== undefined && { environment }),
    queuedBehind,
    ...(freezes && { freezes }),
    id,
    atMs: Date.now(),
  };
}
