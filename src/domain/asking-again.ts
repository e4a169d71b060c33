const FIRST_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;

/**
 * How long a release waits for the lock before it asks for it again, in milliseconds: twice as long
 * each time, up to a day. Asking changes nothing, and finds an environment that was ended and made
 * anew. But each time stays in the history, which may not grow without end.
 *
 * @param times how often it has asked again so far
 */
export function askAgainAfterMs(times: number): number {
  return Math.min(FIRST_MS * 2 ** times, DAY_MS);
}
