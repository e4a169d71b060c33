import type { temporal } from '@temporalio/proto';
import { first, toMs } from '../../src/temporal/payload.ts';
import type { Interval } from './intervals.ts';

type Event = temporal.api.history.v1.IHistoryEvent;

/** Where the time of a run went, as its history tells. */
export interface RunTimes {
  readonly run: Interval;
  readonly workflowTaskWaits: Interval[];
  /** Each with the types of the local activities that ran in it. */
  readonly workflowTasks: ReadonlyArray<Interval & { readonly local: readonly string[] }>;
  readonly activityWaits: Interval[];
  readonly activities: Interval[];
}

/** Reads the times out of a history. */
export function runTimes(events: readonly Event[]): RunTimes {
  const atMs = (id: unknown) => preciseMs(events[Number(id) - 1]);
  const between = (start: unknown, end: Event) => ({ startMs: atMs(start), endMs: preciseMs(end) });
  const of = <T extends Interval>(pick: (event: Event) => T | undefined) =>
    events.flatMap((event) => pick(event) ?? []);
  const localIn = (task: Event) =>
    events.flatMap((event) => {
      const marker = event.markerRecordedEventAttributes;
      return marker && String(marker.workflowTaskCompletedEventId) === String(task.eventId)
        ? localActivity(event)
        : [];
    });
  return {
    run: { startMs: preciseMs(events[0]), endMs: preciseMs(events.at(-1)) },
    workflowTaskWaits: of((event) => {
      const attributes = event.workflowTaskStartedEventAttributes;
      return attributes ? between(attributes.scheduledEventId, event) : undefined;
    }),
    workflowTasks: of((event) => {
      const attributes = event.workflowTaskCompletedEventAttributes;
      return attributes
        ? { ...between(attributes.startedEventId, event), local: localIn(event) }
        : undefined;
    }),
    activityWaits: of((event) => {
      const attributes = event.activityTaskStartedEventAttributes;
      return attributes ? between(attributes.scheduledEventId, event) : undefined;
    }),
    activities: of((event) => {
      const attributes = event.activityTaskCompletedEventAttributes;
      return attributes ? between(attributes.startedEventId, event) : undefined;
    }),
  };
}

/** The type of the local activity that a marker tells of, or nothing. */
export function localActivity(event: Event): string[] {
  const data = first<{ activity_type: string }>(
    event.markerRecordedEventAttributes?.details?.['data'],
  );
  return data ? [data.activity_type] : [];
}

/** With the part below a millisecond: a release has many short waits. */
function preciseMs(event: Pick<Event, 'eventTime'> | undefined): number {
  const nanos = event?.eventTime?.nanos ?? 0;
  return toMs(event?.eventTime) + (nanos % 1_000_000) / 1_000_000;
}
