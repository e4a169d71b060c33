import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '../../domain/duration.ts';
import type { CheckResult, VerificationResult } from '../../domain/plan/check-result.ts';

/** What one try found, and the end of a sentence that begins with what was asked. */
export interface Attempt {
  readonly verdict: CheckResult;
  readonly saw: string;
}

export interface Question {
  /** The beginning of the sentences: the name of the check, and what it asks. */
  readonly subject: string;
  /** How long it may be tried again, in milliseconds; 0 asks once. */
  readonly retryForMs: number;
  /** What a try gets at least, in milliseconds, also when the time is nearly over: 1 s unless told. */
  readonly shortestTryMs?: number;
  readonly signal: AbortSignal;
  /** Takes a line for the log of the step. */
  readonly say: (line: string) => void;
  /** Asks once, for so long at most. */
  attempt(timeoutMs: number): Promise<Attempt>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
/** What a try gets at most: how long a check waits for an answer. */
export const LONGEST_TRY_MS = 5_000;
/** So that a limit that is nearly over does not fail a good answer. */
const SHORTEST_TRY_MS = 1_000;

/**
 * Asks until the answer is as expected or the time is over.
 *
 * @returns failed if the newest measurement was another than expected, inconclusive if none came
 * @throws the reason of the signal, if it fires meanwhile
 */
export async function askUntilPassed(question: Question): Promise<VerificationResult> {
  const { subject, retryForMs, shortestTryMs = SHORTEST_TRY_MS, signal } = question;
  const say = onceInARow(question.say);
  const endsAt = performance.now() + retryForMs;
  let measured: Attempt | undefined;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const leftMs = Math.max(endsAt - performance.now(), shortestTryMs);
    const attempt = await question.attempt(Math.ceil(Math.min(leftMs, LONGEST_TRY_MS)));
    const sentence = `${subject} ${attempt.saw}`;
    say(sentence);
    if (attempt.verdict === 'passed') return { verdict: 'passed', sentence: `${sentence}.` };
    if (attempt.verdict === 'failed') measured = attempt;
    if (performance.now() + pauseMs >= endsAt) {
      const { verdict, saw } = measured ?? attempt;
      const during = retryForMs > 0 ? ` (tried for ${formatDuration(retryForMs)})` : '';
      return { verdict, sentence: `${subject} ${saw}${during}.` };
    }
    await pause(pauseMs, signal);
  }
}

/** @throws the reason of the signal, if it fires meanwhile */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {
    throw signal.reason;
  });
}

/** A check is tried many times: its log tells only what has changed. */
export function onceInARow(say: (line: string) => void): (line: string) => void {
  let last: string | undefined;
  return (line) => {
    if (line !== last) say(line);
    last = line;
  };
}
