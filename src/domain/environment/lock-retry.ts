const FIRST_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;

/**
 * How long a release waits for the lock before it requests the lock again, in milliseconds: twice as long
 * each time, up to a day. It asks again only for a workflow that was started anew; a running one signals.
 * Each request is seven events of the 51,200 that a history may have: one a day lasts for twenty years.
 *
 * @param times how often it has requested the lock again so far
 */
export function lockRetryMs(times: number): number {
  return Math.min(FIRST_MS * 2 ** times, DAY_MS);
}
