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

// Local, because nobody looks for these in the UI, and a local activity costs no task of its own.
const localActivities = (options: LocalActivityOptions) =>
  serializeLocalActivities(proxyLocalActivities<ActivityGroups['releases']>(options));

/** The activities of another queue than that of the workflow, or ordinary ones of its own. */
const activitiesOf = <Queue extends QueueName>(queue: Queue, options: ActivityOptions) =>
  proxyActivities<ActivityGroups[Queue]>({ ...options, taskQueue: TASK_QUEUES[queue] });

/** These need only what the worker has: its configuration, and the key of signatures. */
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
 * These send an update or a query to an environment, whose worker may be away. A local activity uses the
 * slot of its workflow task: so it ends after three seconds, and is started again after a pause in which
 * the release uses no slot. That has no limit: a lock is never lost because a release gave up.
 */
export const { requestLock, checkSoak, checkLive, planRollback, askForGuidance } = untilAnswered(
  localActivities({
    scheduleToCloseTimeout: '3 s',
    retry: { initialInterval: '200 ms', maximumInterval: '1 s' },
  }),
);

/** Sends signals, for which Temporal needs no worker. Without a limit, so that no lock is left behind. */
export const { unlock } = localActivities({
  startToCloseTimeout: '20 s',
  retry: { initialInterval: '200 ms', maximumInterval: '10 s' },
});

/** Tells the outbox about new events. The short limit keeps it from holding up a release. */
export const { wakeOutbox } = localActivities({
  scheduleToCloseTimeout: '2 s',
  retry: { initialInterval: '200 ms', maximumAttempts: 3 },
});

/**
 * Not local: the decisions of a workflow task are lost with its worker, and made anew, maybe otherwise.
 * An audit log is never rolled back, so it gets only what is in the history.
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
 * Not local: they read the repository, whose host may not respond. After the death of a worker they are
 * started again as soon as a step would be, because others may wait for the lock.
 */
export function inRepository({ heartbeatMs }: { readonly heartbeatMs: number }) {
  return activitiesOf('source', {
    startToCloseTimeout: '10 minutes',
    heartbeatTimeout: heartbeatMs,
    retry: { initialInterval: '200 ms', maximumInterval: '30 s' },
  });
}

/** Not local: an environment has no local activities, as it handles updates and queries at any time. */
export const { isHolderRunning, recheckWaiting } = activitiesOf('environments', {
  startToCloseTimeout: '20 s',
  retry: { initialInterval: '200 ms', maximumInterval: '10 s' },
});

/** How long a step may take beyond its command: for fetching, packing and storing. */
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

/** A watch. It continues after every restart of its worker, and gives up by itself. */
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
    // The next step must not overtake one that is still stopping.
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    ...(isUrgent && { priority: { priorityKey: 1 } }),
    summary,
  } satisfies ActivityOptions;
}

/** Not local: it waits for the next events in the history of a release. */
export const { recordNewEvents } = activitiesOf('notify', {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 s', maximumInterval: '1 minute' },
});

/** Sends one notification, again and again for so long. */
export function notificationActivity({ id, about, recipient }: Notification, retryForMs: number) {
  return activitiesOf('notify', {
    // By it users see how often it was tried.
    activityId: id,
    startToCloseTimeout: '30 s',
    scheduleToCloseTimeout: retryForMs,
    retry: { initialInterval: '1 s', maximumInterval: '1 hour' },
    summary: `${about} → ${recipient}`,
  });
}
