import { Temporal } from 'temporal-polyfill';

/** The clocks of a time zone. Local times are milliseconds as if the clocks were set to UTC. */
export interface Clock {
  /** The local time at an instant. */
  localOf(atMs: number): number;
  /**
   * The first instant at which the clocks show this time or a later one: of a time that happens
   * twice the first, and for one that does not exist the next valid instant.
   */
  instantOf(localMs: number): number;
}

/** A period in which the clocks are not changed. */
interface Steady {
  readonly fromMs: number;
  readonly toMs: number;
  /** How far the clocks are ahead of UTC. */
  readonly offsetMs: number;
}

/**
 * Reads the changes of a zone's clocks between two instants. Outside of these, the clocks are taken
 * as unchanged.
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
