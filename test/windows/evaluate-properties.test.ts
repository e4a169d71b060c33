import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { type DeploymentWindow, WEEKDAYS } from '../../src/domain/environment/deployment-window.ts';
import { windowState } from '../../src/windows/evaluate.ts';
import { clockOf } from '../../src/windows/zone.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca'];

const localText = (ms: number) => new Date(ms).toISOString().slice(0, 16);
const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2029, 0, 1) });

const opening = fc.record({
  days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
  fromMinute: fc.integer({ min: 0, max: 1439 }),
  toMinute: fc.integer({ min: 1, max: 1440 }),
});

const closing = fc
  .record({ at: instant, hours: fc.integer({ min: 1, max: 2_000 }) })
  .map(({ at, hours }) => ({ from: localText(at), to: localText(at + hours * HOUR_MS) }));

const window: fc.Arbitrary<DeploymentWindow> = fc.record({
  name: fc.constant('hours'),
  timeZone: fc.constantFrom(...ZONES),
  open: fc.array(opening, { maxLength: 4 }),
  closed: fc.array(closing, { maxLength: 5 }),
});

const windows = fc.array(window, { minLength: 1, maxLength: 3 });
const isOpen = (all: readonly DeploymentWindow[], atMs: number) => windowState(all, atMs).open;

test('W3 the state changes exactly at the next change, and not before', () => {
  const between = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(windows, instant, between, (all, atMs, part) => {
      const { open, nextOpenMs, nextCloseMs } = windowState(all, atMs);
      const nextMs = open ? nextCloseMs : nextOpenMs;
      expect(open ? nextOpenMs : nextCloseMs).toBeUndefined();
      const lastMs = (nextMs ?? atMs + 400 * DAY_MS) - 1;
      if (nextMs !== undefined) expect(isOpen(all, nextMs)).toBe(!open);
      expect(isOpen(all, lastMs)).toBe(open);
      expect(isOpen(all, atMs + Math.floor((lastMs - atMs) * part))).toBe(open);
    }),
    { numRuns: 60 },
  );
});

test('W1 all are open exactly when each one is', () => {
  fc.assert(
    fc.property(windows, instant, (all, atMs) => {
      expect(isOpen(all, atMs)).toBe(all.every((one) => isOpen([one], atMs)));
    }),
    { numRuns: 60 },
  );
});

/** What Temporal says of a local time; of one that does not exist, the end of the gap. */
function expectedInstant(timeZone: string, localMs: number): number {
  const local = Temporal.PlainDateTime.from(new Date(localMs).toISOString().slice(0, 23));
  const found = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (found.toPlainDateTime().equals(local)) return found.epochMilliseconds;
  return found.getTimeZoneTransition('next')?.epochMilliseconds ?? NaN;
}

test('W2 a local time that does not exist is the next valid instant, and of two the first', () => {
  // Around the changes, where it matters.
  const changes = ZONES.flatMap((timeZone) => {
    const start = Temporal.Instant.from('2026-01-01T00:00Z').toZonedDateTimeISO(timeZone);
    const first = start.getTimeZoneTransition('next');
    const second = first?.getTimeZoneTransition('next');
    return [first, second].flatMap((change) => (change ? [{ timeZone, change }] : []));
  });
  expect(changes).toHaveLength(8);
  for (const { timeZone, change } of changes) {
    const aroundMs = change.epochMilliseconds;
    const clock = clockOf(timeZone, aroundMs - 7 * DAY_MS, aroundMs + 7 * DAY_MS);
    const wallMs = aroundMs + change.offsetNanoseconds / 1e6;
    for (let minutes = -180; minutes <= 180; minutes += 5) {
      const localMs = wallMs + minutes * 60_000;
      expect(clock.instantOf(localMs), `${timeZone} ${localText(localMs)}`).toBe(
        expectedInstant(timeZone, localMs),
      );
    }
  }
});
