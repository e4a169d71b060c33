import type { Client } from '@temporalio/client';
import { TASK_QUEUE } from './task-queue.ts';

/** `temporal.api.enums.v1.TaskQueueType`. */
const WORKFLOW = 1;
/** A worker that has not polled for this long is gone. */
const GONE_AFTER_MS = 90_000;

/** Tells whether Temporal answers, and whether a worker polls the queue. Never throws. */
export async function engineHealth(
  client: Client,
): Promise<{ temporal: boolean; worker: boolean }> {
  try {
    const { pollers } = await client.withDeadline(Date.now() + 2_000, () =>
      client.workflowService.describeTaskQueue({
        namespace: client.options.namespace,
        taskQueue: { name: TASK_QUEUE },
        taskQueueType: WORKFLOW,
      }),
    );
    const seen = (pollers ?? []).map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0));
    return { temporal: true, worker: seen.some((at) => Date.now() - at * 1_000 < GONE_AFTER_MS) };
  } catch {
    return { temporal: false, worker: false };
  }
}
