import {
  type ActivityOptions,
  type LocalActivityOptions,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { ActivityGroups } from '../../activities/index.ts';
import type { Notification } from '../../domain/notify/notification.ts';
import { serializeLocalActivities } from './serial-local-activities.ts';
import { type QueueName, TASK_QUEUES } from './task-queues.ts';
import { untilAnswered } from './until-answered.ts';

// Why local: nobody looks for these in the UI, and a local activity costs no task of its own.
const localActivities = (options: LocalActivityOptions) =>
  serializeLocalActivities(proxyLocalActivities<ActivityGroups['releases']>(options));

/** The activities of another queue than that of the workflow, or ordinary ones of its own. */
const activitiesOf = <Queue extends QueueName>(queue: Queue, options: ActivityOptions) =>
  proxyActivities<ActivityGroups[Queue]>({ ...options, taskQueue: TASK_QUEUES[queue] });

/** These need only what the worker has: the configuration, a signature. */
export const {
  checkVote,
  checkIntervention,
  checkWindow,
  recheckBeforeDeploy,
  recheckVoters,
  remind,
} = localActivities({
  startToCloseTimeout: '20 s',
  retry: { initialInterval: '200 ms', maximumInterval: '10 s' },
});

/**
 * These ask an environment, by an update or a query, which a worker has to answer. A local activity
 * holds the slot of its workflow task: it ends after three seconds, and is begun anew after a pause in
 * which the release holds no slot. There is no limit to that: a lock is never lost because we gave up.
 */
export const { requestLock, checkSoak, checkLive, planRollback, askForGuidance } = untilAnswered(
  localActivities({
    scheduleToCloseTimeout: '3 s',
    retry: { initialInterval: '200 ms', maximumInterval: '1 s' },
  }),
);

/** Sends signals, which Temporal takes without a worker. No limit: no lock is left behind. */
export const { unlock } = localActivities({
  startToCloseTimeout: '20 s',
  retry: { initialInterval: '200 ms', maximumInterval: '10 s' },
});

/** Tells the outbox that there is news. It is tried for so long that it never holds up a release. */
export const { wakeOutbox } = localActivities({
  scheduleToCloseTimeout: '2 s',
  retry: { initialInterval: '200 ms', maximumAttempts: 3 },
});

/**
 * Why not local: when a worker dies, what its task has decided is forgotten and decided anew, maybe
 * otherwise. An audit log is never rolled back, so it is told only what is in the history.
 */
export const { appendAuditLog } = activitiesOf('releases', {
  startToCloseTimeout: '10 s',
  retry: { initialInterval: '200 ms', maximumInterval: '10 s' },
});

/** Reads the plan; a first fetch of a large repository may take minutes. */
export const { planRelease } = activitiesOf('source', {
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '10 s',
  retry: { initialInterval: '500 ms', maximumInterval: '10 s', maximumAttempts: 5 },
});

/**
 * Why not local: they look into the repository, and its host may not answer. Where a worker was killed
 * they are begun anew as soon as a step would be: others may wait for who has the lock.
 */
export function inRepository({ heartbeatMs }: { readonly heartbeatMs: number }) {
  return activitiesOf('source', {
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: heartbeatMs,
    retry: { initialInterval: '200 ms', maximumInterval: '30 s' },
  });
}

/** Why not local: an environment has none, as it answers updates and queries at any time. */
export const { isHolderRunning, recheckWaiting } = activitiesOf('environments', {
  startToCloseTimeout: '20 s',
  retry: { initialInterval: '200 ms', maximumInterval: '10 s' },
});

/** What a step may take beyond its command: fetching, packing, storing. */
const AROUND_A_COMMAND_MS = 10 * 60_000;

/** How one step is run. */
export interface StepTerms {
  /** Shown beside the name of the activity, such as `staging`. */
  readonly summary: string;
  readonly timeoutMs: number;
  /** After how long without a heartbeat the step is run again elsewhere. */
  readonly heartbeatMs: number;
  /** Whether it comes before what waits for a worker: a rollback does. */
  readonly isUrgent?: boolean;
}

/** The build, or one suite of tests. */
export function buildActivities(terms: StepTerms) {
  return activitiesOf('build', stepOptions(terms));
}

/** A deployment, its verification, or a probe. */
export function deployActivities(terms: StepTerms) {
  return activitiesOf('deploy', stepOptions(terms));
}

/** A watch. It goes on where it stood as often as its worker restarts, and gives up by itself. */
export function watchActivities(terms: StepTerms) {
  const options = stepOptions(terms);
  const { maximumAttempts: _, ...retry } = options.retry;
  return activitiesOf('watch', { ...options, retry });
}

function stepOptions({ summary, timeoutMs, heartbeatMs, isUrgent = false }: StepTerms) {
  return {
    startToCloseTimeout: timeoutMs + AROUND_A_COMMAND_MS,
    heartbeatTimeout: heartbeatMs,
    // For crashed workers: a step that failed by itself is not retryable.
    retry: { initialInterval: '200 ms', maximumInterval: '30 s', maximumAttempts: 10 },
    // What follows must not overtake a step that is still stopping.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    ...(isUrgent && { priority: { priorityKey: 1 } }),
    summary,
  } satisfies ActivityOptions;
}

/** Why not local: it waits for what comes next in the history of a release. */
export const { recordNewEvents } = activitiesOf('notify', {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 s', maximumInterval: '1 minute' },
});

/** Brings one notification, again and again for as long as that. */
export function notificationActivity({ id, about, recipient }: Notification, patienceMs: number) {
  return activitiesOf('notify', {
    // By it people see how often it was tried.
    activityId: id,
    startToCloseTimeout: '30 s',
    scheduleToCloseTimeout: patienceMs,
    retry: { initialInterval: '1 s', maximumInterval: '1 hour' },
    summary: `${about} → ${recipient}`,
  });
}
