import {
  type ActivityInterceptorsFactory,
  type NativeConnection,
  Worker,
} from '@temporalio/worker';
import type { Activities } from '../activities/index.ts';
import { WATCH_QUEUE } from '../workflows/messages.ts';

/** How many releases are watched at once: each one sleeps between its looks. */
const MOST_AT_ONCE = 500;

/**
 * Makes a worker that watches what was deployed, for hours. It has a queue of its own, so that as
 * many as there are take no place of what builds, tests and deploys.
 */
export async function createWatchWorker(
  parts: { readonly connection: NativeConnection; readonly namespace: string },
  { watch }: Pick<Activities, 'watch'>,
  interceptor: ActivityInterceptorsFactory,
): Promise<Worker> {
  return Worker.create({
    ...parts,
    taskQueue: WATCH_QUEUE,
    activities: { watch },
    interceptors: { activity: [interceptor] },
    maxConcurrentActivityTaskExecutions: MOST_AT_ONCE,
    maxConcurrentActivityTaskPolls: 2,
    shutdownGraceTime: '2 s',
    shutdownForceTime: '30 s',
  });
}
