import { z } from 'zod';
import { closestMatch } from '../domain/did-you-mean.ts';
import {
  type ClosedPeriod,
  type Opening,
  WEEKDAYS,
} from '../domain/environment/deployment-window.ts';
import { about, text } from './fields.ts';

const DAYS = new RegExp(`^(${WEEKDAYS.join('|')})(?:-(${WEEKDAYS.join('|')}))?$`);
const TIMES = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;
const OPENING = new RegExp(`${DAYS.source.slice(0, -1)} ${TIMES.source.slice(1)}`);
const LOCAL_DATE =
  /^2\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:T(?:[01]\d|2[0-3]):[0-5]\d)?$/;
const LAST_MINUTE = 24 * 60;
const DAY_MS = 86_400_000;

/** Such as `Mon-Thu 09:00-16:00`. */
const opening = z
  .string()
  .regex(OPENING, { error: ({ input }) => openingProblem(String(input)) })
  .transform(openingOf)
  .meta({ title: 'opening' });

function openingProblem(written: string): string {
  const [days = '', times = '', ...rest] = written.split(' ');
  if (times === '' || rest.length > 0) return 'days and times such as Mon-Thu 09:00-16:00';
  if (!DAYS.test(days))
    return `days such as Mon or Mon-Thu instead of ${days}, of ${WEEKDAYS.join(', ')}`;
  return `times from 00:00 to 24:00 such as 09:00-16:00 instead of ${times}`;
}

function openingOf(written: string): Opening {
  const [days = '', times = ''] = written.split(' ');
  const [first, last = first] = days.split('-').map((day) => WEEKDAYS.findIndex((d) => d === day));
  const [fromMinute = 0, toMinute = 0] = times.split('-').map(minuteOf);
  const count = ((last ?? 0) - (first ?? 0) + 7) % 7;
  return {
    days: Array.from({ length: count + 1 }, (_, i) => WEEKDAYS[((first ?? 0) + i) % 7] ?? 'Mon'),
    fromMinute,
    toMinute: toMinute === 0 ? LAST_MINUTE : toMinute,
  };
}

function minuteOf(written: string): number {
  const [hours = 0, minutes = 0] = written.split(':').map(Number);
  return hours * 60 + minutes;
}

/** A local date, or a local time on one, that exists. */
const localDate = (description: string, ...examples: string[]) =>
  about(
    z
      .string()
      .regex(LOCAL_DATE, {
        error: 'a date such as 2026-12-24, or a time on it: 2026-12-24T18:00',
        abort: true,
      })
      .refine(isOnCalendar, { error: 'a day that exists in its month' })
      .meta({ title: 'date or time' }),
    description,
    ...examples,
  );

function isOnCalendar(written: string): boolean {
  const day = written.slice(0, 10);
  const ms = Date.parse(`${day}T00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}

const closing = z
  .strictObject({
    from: localDate('First day, or local time.', '2026-12-24'),
    to: localDate('Last day (inclusive), or local time.', '2026-12-26', '2026-12-31T18:00'),
    reason: about(
      text('text').exactOptional(),
      'The reason, shown to waiting releases.',
      'holidays',
    ),
  })
  .transform(({ from, to, reason }, context): ClosedPeriod => {
    const isDay = !to.includes('T');
    const closed = { from: timeOf(from), to: isDay ? midnightAfter(to) : to };
    if (closed.from >= closed.to) {
      const message = isDay ? `${from} or a later day` : `a time after ${from}`;
      context.issues.push({ code: 'custom', message, path: ['to'], input: to });
    }
    return { ...closed, ...(reason !== undefined && { reason }) };
  });

function timeOf(written: string): string {
  return written.includes('T') ? written : `${written}T00:00`;
}

function midnightAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00Z`) + DAY_MS).toISOString().slice(0, 16);
}

/** Without abbreviations such as PST: some machines know them, and others do not. */
const ZONE = /^(?:UTC|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+)$/;

/** An IANA time zone that this machine knows. */
export const timeZone = z
  .string()
  .regex(ZONE, { error: ({ input }) => zoneProblem(String(input)), abort: true })
  .refine(isZone, { error: ({ input }) => zoneProblem(String(input)) })
  .meta({ title: 'time zone' });

function isZone(written: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: written }).format(0) !== '';
  } catch {
    return false;
  }
}

function zoneProblem(written: string): string {
  const meant = closestMatch(written, Intl.supportedValuesOf('timeZone')) ?? 'Europe/Berlin';
  return `an IANA time zone such as ${meant}`;
}

/** One window of `slipway.yaml`, but for its name. */
export const WINDOW_SCHEMA = z.strictObject({
  timeZone: about(
    timeZone,
    'The IANA time zone of its times. A time that is skipped when clocks go forward means the next one that exists; of a time that comes twice, the first is meant.',
    'Europe/Berlin',
  ),
  open: about(
    z.array(opening).min(1).exactOptional(),
    'Weekly open times. May cross midnight: `Fri 22:00-02:00` ends on Saturday. Default: always open, except `closed`.',
    ['Mon-Thu 09:00-16:00', 'Fri 09:00-12:00'],
  ),
  closed: about(
    z.array(closing).prefault([]),
    'Exceptions: days or times when it is closed. A running deployment finishes.',
    [{ from: '2026-12-24', to: '2026-12-26', reason: 'holidays' }],
  ),
});
