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

/** How an error ends a release: its outcome, a line for people, and what the run is closed with. */
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

/** What an error is to people. */
export function problemOf(error: unknown): Problem {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure)
    return { code: 'STEP_TIMED_OUT', message: 'The step took too long, or gave no sign of life.' };
  const code = codeOfType(cause instanceof ApplicationFailure ? cause.type : undefined);
  const told = code !== 'INTERNAL' && cause instanceof Error;
  return { code, message: told ? cause.message : UNEXPECTED };
}

/** What a watch that did not pass is to those who fix it. */
export function watchFailure(finding: 'failed' | 'inconclusive', sentence: string): Error {
  const type = finding === 'failed' ? 'WATCH_FAILED' : 'VERIFICATION_INCONCLUSIVE';
  return ApplicationFailure.nonRetryable(sentence, type);
}

/** Stops here if somebody asked for it while the environment could not be left. */
export function throwIfCancelled(): void {
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('cancelled');
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
