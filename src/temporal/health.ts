import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { TASK_QUEUES } from '../workflows/shared/task-queues.ts';
import { toMs } from './payload.ts';
import { type Beat, isServed, type Poll, workerIdentity } from './worker-polls.ts';

/** `temporal.api.enums.v1.TaskQueueType`. */
const WORKFLOW = 1;
/** `temporal.api.enums.v1.WorkerStatus`. */
const RUNNING = 1;
/** How many workers are checked at most: one that lives is enough. */
const MOST_WORKERS = 100;

/** Whether Temporal responds, and whether a worker serves the queue. Never throws. */
export async function engineHealth(
  client: Client,
): Promise<{ temporal: boolean; worker: boolean }> {
  try {
    const [beats, polls] = await client.withDeadline(Date.now() + 2_000, () =>
      // A server without heartbeats still knows the polls.
      Promise.all([beatsOf(client).catch(() => []), pollsOf(client)]),
    );
    return { temporal: true, worker: isServed(beats, polls, Date.now()) };
  } catch {
    return { temporal: false, worker: false };
  }
}

async function pollsOf(client: Client): Promise<readonly Poll[]> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: TASK_QUEUES.releases },
    taskQueueType: WORKFLOW,
  });
  return (pollers ?? []).map(({ identity, lastAccessTime }) => ({
    identity: identity ?? '',
    atMs: lastAccessTime ? toMs(lastAccessTime) : 0,
  }));
}

async function beatsOf(client: Client): Promise<readonly Beat[]> {
  const { workersInfo } = await client.workflowService.listWorkers({
    namespace: client.options.namespace,
    pageSize: MOST_WORKERS,
    query: `TaskQueue = "${TASK_QUEUES.releases}"`,
  });
  return (workersInfo ?? []).flatMap(({ workerHeartbeat: beat }) =>
    beat?.heartbeatTime ? [beatFrom(beat, toMs(beat.heartbeatTime))] : [],
  );
}

function beatFrom(beat: temporal.api.worker.v1.IWorkerHeartbeat, atMs: number): Beat {
  const { elapsedSinceLastHeartbeat: after, hostInfo } = beat;
  return {
    // The worker uses the identity of its connection.
    identity: workerIdentity(hostInfo?.hostName ?? '', hostInfo?.processId ?? ''),
    atMs,
    ...(after && { afterMs: toMs(after) }),
    isServing: Number(beat.status) === RUNNING,
  };
}
