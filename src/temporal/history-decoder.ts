import type { Activities } from '../activities/index.ts';
import { type LockGranted, namedEnvironment } from '../domain/environment/environment.ts';
import type { RollbackInput, RollbackResult } from '../domain/environment/rollback.ts';
import { codeOfType, UNEXPECTED } from '../domain/errors.ts';
import type { Problem } from '../domain/problem.ts';
import type { ReleaseEvent, ReleaseEventBody } from '../domain/release/event.ts';
import type { ReleaseInput, ReleaseResult } from '../domain/release/release.ts';
import { STEP_TYPES, stepName, type StepWork } from '../domain/release/step.ts';
import {
  type ActivityResult,
  eventOfActivity,
  eventOfLocalActivity,
} from './local-activity-results.ts';
import { type Failure, first, type HistoryEvent, toMs } from './payload.ts';

/** The fields in the input of a step that say where it runs, typed by the activities. */
type StepInput = Partial<
  Pick<Parameters<Activities['deploy']>[0], 'environment'> &
    Pick<Parameters<Activities['test']>[0], 'suite'>
>;
/** The type of the child workflow that rolls back. */
const ROLLBACK = 'rollback';

interface Scheduled {
  /** The type of the activity. */
  readonly type: string;
  /** Absent where it is no step. */
  readonly step?: StepWork & { readonly step: string };
  readonly environment?: string;
  attempt: number;
}

/**
 * Makes a function that decodes the events of one history, in their order. It remembers which
 * activities were scheduled, so every history needs a decoder of its own.
 *
 * @returns `undefined` for events that mean nothing to users
 */
export function createHistoryDecoder(): (event: HistoryEvent) => ReleaseEvent | undefined {
  const scheduled = new Map<string, Scheduled>();
  const queues = new Set<string | undefined>();
  return (event) => {
    const body = eventOf(event, scheduled);
    if (!body || isRepeat(body, queues)) return undefined;
    return { ...body, id: Number(event.eventId), atMs: toMs(event.eventTime) };
  };
}

/** A release that requests the lock again just as it is granted gets it twice: the second is no event. */
function isRepeat(body: ReleaseEventBody, queues: Set<string | undefined>): boolean {
  if (body.kind === 'queued') queues.add(body.environment);
  if (body.kind !== 'entered') return false;
  const isLate = body.isTold === true && !queues.has(body.environment);
  queues.delete(body.environment);
  return isLate;
}

function eventOf(
  event: HistoryEvent,
  scheduled: Map<string, Scheduled>,
): ReleaseEventBody | undefined {
  return (
    eventOfRun(event) ??
    eventOfStep(event, scheduled) ??
    eventOfRollback(event, scheduled) ??
    eventOfLocalActivity(event) ??
    eventOfMessage(event)
  );
}

function eventOfRun(event: HistoryEvent): ReleaseEventBody | undefined {
  const { workflowExecutionStartedEventAttributes: started } = event;
  if (started)
    return { kind: 'started', input: first<ReleaseInput>(started.input) as ReleaseInput };
  const { workflowExecutionCompletedEventAttributes: completed } = event;
  if (completed) {
    const { outcome = 'succeeded', by } = first<ReleaseResult>(completed.result) ?? {};
    return { kind: 'ended', outcome, ...(by !== undefined && { by }) };
  }
  const { workflowExecutionFailedEventAttributes: failed } = event;
  if (failed) return { kind: 'ended', outcome: 'failed', problem: problemOf(failed.failure) };
  if (event.workflowExecutionTimedOutEventAttributes)
    return { kind: 'ended', outcome: 'failed', problem: problemOf(undefined) };
  if (event.workflowExecutionCanceledEventAttributes)
    return { kind: 'ended', outcome: 'cancelled' };
  if (event.workflowExecutionTerminatedEventAttributes)
    return { kind: 'ended', outcome: 'cancelled' };
  return undefined;
}

function eventOfStep(
  event: HistoryEvent,
  scheduled: Map<string, Scheduled>,
): ReleaseEventBody | undefined {
  const { activityTaskScheduledEventAttributes: begun } = event;
  if (begun) {
    const type = begun.activityType?.name ?? '';
    const work = stepWork(type, begun.input);
    const step = work && { step: stepName(work.type, work.suite ?? work.environment), ...work };
    scheduled.set(String(event.eventId), { type, ...(step && { step }), attempt: 1 });
    return step && { kind: 'step-queued', ...step, activityId: begun.activityId ?? '' };
  }
  const { activityTaskStartedEventAttributes: taken } = event;
  if (!taken) return endOfActivity(event, scheduled);
  const known = scheduled.get(String(taken.scheduledEventId));
  if (!known) return undefined;
  known.attempt = taken.attempt ?? 1;
  const { step, attempt } = known;
  return step && { kind: 'step-started', step: step.step, attempt };
}

/** The work of an activity that is a step. */
function stepWork(activityType: string, input: Parameters<typeof first>[0]): StepWork | undefined {
  const type = STEP_TYPES.find((known) => known === activityType);
  if (!type) return undefined;
  const { environment, suite } = first<StepInput>(input) ?? {};
  return {
    type,
    ...(suite && { suite: suite.name }),
    ...(environment !== undefined && { environment }),
  };
}

function eventOfRollback(
  event: HistoryEvent,
  scheduled: Map<string, Scheduled>,
): ReleaseEventBody | undefined {
  const { startChildWorkflowExecutionInitiatedEventAttributes: child } = event;
  if (child) {
    const { environment } = first<RollbackInput>(child.input) ?? {};
    if (environment === undefined) return undefined;
    scheduled.set(String(event.eventId), { type: ROLLBACK, environment, attempt: 1 });
    return { kind: 'rolling-back', environment };
  }
  const { childWorkflowExecutionCompletedEventAttributes: back } = event;
  const { environment } = scheduled.get(String(back?.initiatedEventId)) ?? {};
  const result = first<RollbackResult>(back?.result);
  if (environment === undefined || !result) return undefined;
  return { kind: 'rolled-back', environment, result };
}

function endOfActivity(
  event: HistoryEvent,
  scheduled: Map<string, Scheduled>,
): ReleaseEventBody | undefined {
  const { activityTaskCompletedEventAttributes: completed } = event;
  const failed =
    event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  const canceled = event.activityTaskCanceledEventAttributes;
  const ended = completed ?? failed ?? canceled;
  const known = ended && scheduled.get(String(ended.scheduledEventId));
  if (!known) return undefined;
  const { type, step, attempt } = known;
  if (!step) return completed ? eventOfActivity(type, completed.result) : undefined;
  const over = { kind: 'step-ended', ...step, attempt } as const;
  if (failed) return { ...over, state: 'failed', problem: problemOf(failed.failure) };
  if (canceled) return { ...over, state: 'cancelled' };
  return { ...over, state: 'passed', ...findingsOf(type, completed?.result) };
}

/** The artifact or the finding of a completed step. */
function findingsOf(type: string, result: Parameters<typeof first>[0]) {
  if (type === 'build') {
    const artifact = first<ActivityResult<'build'>>(result);
    return artifact && { artifact };
  }
  if (type !== 'watch') return undefined;
  const { finding, sentence } = first<ActivityResult<'watch'>>(result) ?? {};
  return finding && sentence !== undefined && { watch: { finding, sentence } };
}

function eventOfMessage(event: HistoryEvent): ReleaseEventBody | undefined {
  const { workflowExecutionSignaledEventAttributes: signaled } = event;
  if (signaled?.signalName === 'lockGranted') {
    const { environment: lock } = first<LockGranted>(signaled.input) ?? {};
    const environment = namedEnvironment(lock);
    if (lock === undefined) return undefined;
    return { kind: 'entered', ...(environment !== undefined && { environment }), isTold: true };
  }
  if (signaled?.signalName === 'superseded') {
    const { by } = first<{ by: string }>(signaled.input) ?? {};
    return by === undefined ? undefined : { kind: 'superseded', by };
  }
  const { workflowExecutionCancelRequestedEventAttributes: cancel } = event;
  if (!cancel) return undefined;
  const reason = cancel.cause ? { reason: cancel.cause } : {};
  return { kind: 'cancel-requested', by: cancel.identity || 'unknown', ...reason };
}

function problemOf(failure: Failure): Problem {
  if (failure?.timeoutFailureInfo)
    return { code: 'STEP_TIMED_OUT', message: failure.message ?? 'It took too long.' };
  const own = failure?.applicationFailureInfo ?? failure?.cause?.applicationFailureInfo;
  const code = codeOfType(own?.type);
  return { code, message: (code !== 'INTERNAL' && failure?.message) || UNEXPECTED };
}
