import type { temporal } from '@temporalio/proto';
import { localActivity } from '../release/history.ts';

type Event = temporal.api.history.v1.IHistoryEvent;

/** What is billed as an action, from where, and how often. */
export interface Action {
  readonly what: string;
  readonly count: number;
}

/**
 * Counts the actions of a history as Temporal Cloud bills them. Queries leave no event: they are
 * counted by the server's own metrics.
 */
export function actionsOf(events: readonly Event[]): Action[] {
  const all = [...events.flatMap((event) => actionOf(event) ?? []), ...localActivityTasks(events)];
  return [...new Set(all)].map((what) => ({
    what,
    count: all.filter((one) => one === what).length,
  }));
}

function actionOf(event: Event): string | undefined {
  if (event.workflowExecutionStartedEventAttributes) return 'start';
  const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
  if (activity) return `activity ${activity}`;
  const attempt = event.activityTaskStartedEventAttributes?.attempt ?? 1;
  if (attempt > 1) return 'activity tried again';
  if (event.timerStartedEventAttributes) return 'timer';
  const signal = event.workflowExecutionSignaledEventAttributes?.signalName;
  if (signal) return `signal ${signal}`;
  const update = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name;
  if (update) return `update ${update}`;
  if (event.upsertWorkflowSearchAttributesEventAttributes) return 'search attributes';
  return undefined;
}

/** All local activities of one workflow task are one action together. */
function localActivityTasks(events: readonly Event[]): string[] {
  const byTask = new Map<string, string[]>();
  for (const event of events) {
    const types = localActivity(event);
    if (types.length === 0) continue;
    const task = String(event.markerRecordedEventAttributes?.workflowTaskCompletedEventId);
    byTask.set(task, [...(byTask.get(task) ?? []), ...types]);
  }
  return [...byTask.values()].map((types) => `local ${types.join(' + ')}`);
}
