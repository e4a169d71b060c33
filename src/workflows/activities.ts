import {
  type ActivityOptions,
  type LocalActivityOptions,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { Activities, OutboxActivities } from '../activities/index.ts';
import type { Letter } from '../domain/letter.ts';
import { OUTBOX_QUEUE, WATCH_QUEUE } from './messages.ts';
import { inTurn } from './turns.ts';

// Why local: nobody looks for these in the UI, and a local activity costs no task of its own.
const localActivities = (options: LocalActivityOptions) =>
  inTurn(proxyLocalActivities<Activities>(options));

/** Reads the plan; a first fetch of a large repository may take minutes. */
export const { planRelease } = localActivities({
  startToCloseTimeout: '10 minutes',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s', maximumAttempts: 5 },
});

// No limit: an environment is never left locked because we gave up.
export const {
  enterEnvironment,
  leaveEnvironment,
  checkVote,
  checkOrder,
  checkWindow,
  checkSoak,
  checkLive,
  confirmVotes,
  askForGuidance,
} = localActivities({
  startToCloseTimeout: '20 s',
  retry: { initialInterval: '200 ms', maximumInterval: '10 s' },
});

// These look into the repository, which may have to be fetched first.
export const { approach, checkEntry, supersedeOlder, planRollback } = localActivities({
  startToCloseTimeout: '10 minutes',
  retry: { initialInterval: '500 ms', maximumInterval: '30 s' },
});

/**
 * Why not local: when a worker dies, what its task has decided is forgotten and decided anew, maybe
 * otherwise. A record is never taken back, so it is told only what is in the history.
 */
export const { keepRecord } = proxyActivities<Activities>({
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '200 ms', maximumInterval: '10 s' },
});

/** Tells the outbox that there is news. It is tried for so long that it never holds up a release. */
export const { wakeOutbox } = localActivities({
  scheduleToCloseTimeout: '2 s',
  retry: { initialInterval: '200 ms', maximumAttempts: 3 },
});

/**
 * Why not local: people ask an environment what it knows, by a query. A task that has one to answer
 * is over before its local activities are heard, and in a replay after them.
 */
export const { holderRuns, tellWaiting } = proxyActivities<Activities>({
  startToCloseTimeout: '20 s',
  retry: { initialInterval: '200 ms', maximumInterval: '10 s' },
});

/** What a step may take beyond its command: fetching, packing, storing. */
const AROUND_A_COMMAND_MS = 10 * 60_000;

/**
 * The activities that people look for in the UI, for one step.
 *
 * @param summary shown beside the name of the activity, such as `staging`
 * @param heartbeatMs after how long without a sign of life the step is run again elsewhere
 */
export function steps(summary: string, timeoutMs: number, heartbeatMs: number) {
  return proxyActivities<Activities>(likeStep(summary, timeoutMs, heartbeatMs));
}

/**
 * A watch, on a queue of its own. Which queue an activity is on does not matter to a replay: what was
 * begun on that of the steps goes on there.
 */
export function watching(summary: string, timeoutMs: number, heartbeatMs: number) {
  const options = likeStep(summary, timeoutMs, heartbeatMs);
  // As often as its worker restarts: it goes on where it stood, and gives up by itself.
  const { maximumAttempts: _, ...retry } = options.retry;
  return proxyActivities<Activities>({ ...options, retry, taskQueue: WATCH_QUEUE }).watch;
}

function likeStep(summary: string, timeoutMs: number, heartbeatMs: number) {
  return {
    startToCloseTimeout: timeoutMs + AROUND_A_COMMAND_MS,
    heartbeatTimeout: heartbeatMs,
    // For crashed workers: a step that failed by itself is not retryable.
    retry: { initialInterval: '200 ms', maximumInterval: '30 s', maximumAttempts: 10 },
    // What follows must not overtake a step that is still stopping.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    summary,
  } satisfies ActivityOptions;
}

/** Why not local: it waits for what comes next in the history of a release. */
export const { readNews } = proxyActivities<OutboxActivities>({
  taskQueue: OUTBOX_QUEUE,
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 s', maximumInterval: '1 minute' },
});

/** Brings one letter, again and again for as long as that. */
export function delivery({ id, about, recipient }: Letter, patienceMs: number) {
  return proxyActivities<OutboxActivities>({
    taskQueue: OUTBOX_QUEUE,
    // By it people see how often it was tried.
    activityId: id,
    startToCloseTimeout: '30 s',
    scheduleToCloseTimeout: patienceMs,
    retry: { initialInterval: '1 s', maximumInterval: '1 hour' },
    summary: `${about} → ${recipient}`,
  });
}
