import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '../../domain/duration.ts';
import type { HttpVerification } from '../../domain/plan.ts';
import type { VerificationResult } from '../../domain/verification.ts';
import { type Attempt, tryHttp } from './http-attempt.ts';

export interface HttpCheck {
  /** Where the environment answers; the path of the verification is appended. */
  readonly url: string;
  readonly verification: HttpVerification;
  readonly signal: AbortSignal;
  /** Takes a line for the log of the step. */
  readonly say: (line: string) => void;
  readonly fetch?: typeof fetch;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
const LONGEST_TRY_MS = 5_000;
/** What a try gets at least, so that a limit that is nearly over does not fail a good answer. */
const SHORTEST_TRY_MS = 1_000;

/**
 * Asks an address until it answers as expected or the time of the verification is over. Redirects
 * are answers, not followed; at most 1 MiB of a body is read. Only asks, so it may be repeated.
 *
 * @returns failed if the newest answer was another than expected, inconclusive if none ever came
 * @throws the reason of the signal, if it fires meanwhile
 */
export async function verifyHttp(check: HttpCheck): Promise<VerificationResult> {
  const { verification, signal } = check;
  const { name, withinMs } = verification;
  const address = `${check.url.replace(/\/+$/, '')}${verification.path}`;
  const say = onceInARow(check.say);
  const endsAt = performance.now() + withinMs;
  let answered: Attempt | undefined;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const leftMs = Math.max(endsAt - performance.now(), SHORTEST_TRY_MS);
    const timeoutMs = Math.ceil(Math.min(leftMs, LONGEST_TRY_MS));
    const ask = check.fetch ?? fetch;
    const attempt = await tryHttp({ address, verification, timeoutMs, signal, fetch: ask });
    const sentence = `${name}: ${address} ${attempt.saw}`;
    say(sentence);
    if (attempt.verdict === 'passed') return { verdict: 'passed', sentence: `${sentence}.` };
    if (attempt.verdict === 'failed') answered = attempt;
    if (performance.now() + pauseMs >= endsAt) {
      const { verdict, saw } = answered ?? attempt;
      const during = withinMs > 0 ? ` (tried for ${formatDuration(withinMs)})` : '';
      return { verdict, sentence: `${name}: ${address} ${saw}${during}.` };
    }
    await pause(pauseMs, signal);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {
    throw signal.reason;
  });
}

/** A check is tried many times: its log tells only what has changed. */
function onceInARow(say: (line: string) => void): (line: string) => void {
  let last: string | undefined;
  return (line) => {
    if (line !== last) say(line);
    last = line;
  };
}
