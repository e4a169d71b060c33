const FIRST_MS = 10 * 60_000;
const DAY_MS = 24 * 3_600_000;

/**
 * How long a release waits for the lock before it asks for it again, in milliseconds: twice as long
 * each time, up to a day. Asking changes nothing, and finds an environment that was ended and made
 * anew; what changes in one that is there is told to who waits. Each time is seven events of the
 * 51 200 that a history may have: asking once a day lasts for twenty years.
 *
 * @param times how often it has asked again so far
 */
export function lockRetryMs(times: number): number {
  return Math.min(FIRST_MS * 2 ** times, DAY_MS);
}
