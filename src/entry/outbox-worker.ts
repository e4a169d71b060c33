import { type NativeConnection, Worker } from '@temporalio/worker';
import { createOutboxActivities, type OutboxDependencies } from '../activities/index.ts';
import { onlyForSchedulers } from '../activities/schedulers.ts';
import { OUTBOX_QUEUE } from '../workflows/messages.ts';
import { observeDeliveries } from './observe-deliveries.ts';

/** How many recipients may be slow at once. */
const MOST_AT_ONCE = 50;

/**
 * Makes a worker that tells others of releases. It has a queue of its own, so that those who do not
 * answer take no place of what builds, tests and deploys.
 */
export async function createOutboxWorker(
  parts: { readonly connection: NativeConnection; readonly namespace: string },
  dependencies: OutboxDependencies,
): Promise<Worker> {
  return Worker.create({
    ...parts,
    taskQueue: OUTBOX_QUEUE,
    activities: onlyForSchedulers(createOutboxActivities(dependencies)),
    interceptors: { activity: [observeDeliveries()] },
    maxConcurrentActivityTaskExecutions: MOST_AT_ONCE,
    maxConcurrentActivityTaskPolls: 2,
    shutdownGraceTime: '2 s',
    shutdownForceTime: '30 s',
  });
}
