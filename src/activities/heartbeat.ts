import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import type { ErrorCode } from '../domain/errors.ts';

/** An activity that gives signs of life. */
export interface HeartbeatContext {
  /**
   * Says where the activity stands. What was said last is `info.heartbeatDetails` of a later
   * attempt; a crash may lose what is newer than the last sign that was passed on.
   */
  stand(details: unknown): void;
  stop(): void;
}

/**
 * Gives signs of life until it is stopped. The SDK passes them on at most every 80 % of the
 * timeout, so they cost little; a cancellation comes back with them.
 */
export function startHeartbeat(): HeartbeatContext {
  const context = Context.current();
  const { heartbeatTimeoutMs, heartbeatDetails } = context.info;
  const every = Math.max(200, (heartbeatTimeoutMs ?? 15_000) / 4);
  // Every sign replaces what the one before has said, also that of an attempt before.
  let latest: unknown = heartbeatDetails;
  const timer = setInterval(() => context.heartbeat(latest), every);
  return {
    stand(details) {
      latest = details;
      context.heartbeat(details);
    },
    stop: () => clearInterval(timer),
  };
}

/**
 * Says why the running activity was told to stop: cancelled for good, or only by a worker that
 * stops, and then it is run again by the next worker.
 */
export function stopReason(): ApplicationFailure | CancelledFailure {
  const { cancellationDetails } = Context.current();
  if (cancellationDetails?.cancelRequested === true) return new CancelledFailure('cancelled');
  const code: ErrorCode = 'WORKER_STOPPED';
  return ApplicationFailure.retryable('The worker stopped before the step was done.', code);
}
