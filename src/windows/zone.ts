import { Temporal } from 'temporal-polyfill';

/** The clocks on the walls of a zone. Local times are milliseconds as if the clocks stood in UTC. */
export interface Clock {
  /** What the clocks show at an instant. */
  localOf(atMs: number): number;
  /**
   * The first instant at which the clocks show this time or a later one: of a time that happens
   * twice the first, and for one that does not exist the next valid instant.
   */
  instantOf(localMs: number): number;
}

/** A while in which the clocks are not changed. */
interface Steady {
  readonly fromMs: number;
  readonly toMs: number;
  /** How far the clocks are before UTC. */
  readonly offsetMs: number;
}

/**
 * Reads when the clocks of a zone are changed between two instants. Outside of these they go on as
 * if they never were.
 *
 * @throws RangeError if there is no such zone
 */
export function clockOf(timeZone: string, fromMs: number, toMs: number): Clock {
  const steady = steadyTimes(timeZone, fromMs, toMs);
  return {
    localOf(atMs) {
      const now = steady.find((time) => atMs < time.toMs);
      return atMs + (now?.offsetMs ?? 0);
    },
    instantOf(localMs) {
      for (const { fromMs: start, toMs: end, offsetMs } of steady) {
        const firstMs = Math.max(start, localMs - offsetMs);
        if (firstMs < end) return firstMs;
      }
      return Infinity;
    },
  };
}

function steadyTimes(timeZone: string, fromMs: number, toMs: number): readonly Steady[] {
  const times: Steady[] = [];
  let now = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(timeZone);
  let start = -Infinity;
  for (;;) {
    const offsetMs = now.offsetNanoseconds / 1e6;
    const next = now.getTimeZoneTransition('next');
    if (!next || next.epochMilliseconds > toMs)
      return [...times, { fromMs: start, toMs: Infinity, offsetMs }];
    times.push({ fromMs: start, toMs: next.epochMilliseconds, offsetMs });
    start = next.epochMilliseconds;
    now = next;
  }
}
