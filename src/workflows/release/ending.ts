import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow';
import { codeOfType, UNEXPECTED } from '../../domain/errors.ts';
import type { Problem } from '../../domain/problem.ts';
import type { Outcome } from '../../domain/release/release.ts';

/** How an error ends a release: its outcome, one line for users, and the failure that closes the run. */
export function endByError(error: unknown): {
  outcome: Outcome;
  summary: string;
  failure: ApplicationFailure | CancelledFailure;
} {
  if (isCancellation(error)) {
    const summary = 'Cancelled.';
    return { outcome: 'cancelled', summary, failure: new CancelledFailure(summary) };
  }
  const { code, message } = problemOf(error);
  const failure = ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: true,
    ...(error instanceof Error && { cause: error }),
  });
  return { outcome: 'failed', summary: `${code}: ${firstLine(message)}`, failure };
}

/** The problem that an error is to users. */
export function problemOf(error: unknown): Problem {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure)
    return { code: 'STEP_TIMED_OUT', message: 'The step took too long, or gave no sign of life.' };
  const code = codeOfType(cause instanceof ApplicationFailure ? cause.type : undefined);
  const told = code !== 'INTERNAL' && cause instanceof Error;
  return { code, message: told ? cause.message : UNEXPECTED };
}

/** The error of a watch that did not pass. */
export function watchFailure(finding: 'failed' | 'inconclusive', sentence: string): Error {
  const type = finding === 'failed' ? 'WATCH_FAILED' : 'VERIFICATION_INCONCLUSIVE';
  return ApplicationFailure.nonRetryable(sentence, type);
}

/** Stops a release that was cancelled while it deployed, which nothing interrupts. */
export function throwIfCancelled(): void {
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('cancelled');
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
