import {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow';
import { codeOfType, UNEXPECTED } from '../domain/errors.ts';
import type { Outcome, Problem, ReleaseResult } from '../domain/release.ts';
import type { GateVerdict } from './gate.ts';

/** How an error ends a release: its outcome, a line for people, and what the run is closed with. */
export function ending(error: unknown): {
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

function problemOf(error: unknown): Problem {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure)
    return { code: 'STEP_TIMED_OUT', message: 'The step took too long, or gave no sign of life.' };
  const code = codeOfType(cause instanceof ApplicationFailure ? cause.type : undefined);
  const told = code !== 'INTERNAL' && cause instanceof Error;
  return { code, message: told ? cause.message : UNEXPECTED };
}

/** How a gate that was not passed ends a release. */
export function ended(environment: string, verdict: GateVerdict): ReleaseResult {
  if (verdict.kind === 'rejected')
    return { outcome: 'rejected', summary: `${verdict.by} rejected it: ${verdict.reason}` };
  return { outcome: 'expired', summary: `Nobody decided on ${environment} in time.` };
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
