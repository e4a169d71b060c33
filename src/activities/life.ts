import { ApplicationFailure, CancelledFailure, Context } from '@temporalio/activity';
import type { ErrorCode } from '../domain/errors.ts';

/**
 * Gives signs of life until the function that it returns is called. The SDK passes them on at
 * most every 80 % of the timeout, so they cost little; a cancellation comes back with them.
 */
export function keepAlive(): () => void {
  const context = Context.current();
  const { heartbeatTimeoutMs } = context.info;
  const every = Math.max(200, (heartbeatTimeoutMs ?? 15_000) / 4);
  const timer = setInterval(() => context.heartbeat(), every);
  return () => clearInterval(timer);
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
