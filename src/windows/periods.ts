import { Temporal } from 'temporal-polyfill';
import { SlipwayError } from '../domain/errors.ts';
import type { Cut, Days, Period } from '../domain/measure/period.ts';

const { PlainDate } = Temporal;

/** More would take long to compute and to read. */
const MOST = 400;
const ONE = { day: { days: 1 }, week: { weeks: 1 }, month: { months: 1 } } as const;
const SHOWN: Record<Cut, number> = { day: 30, week: 12, month: 12 };

/**
 * Cuts days into periods, in order and without a gap. The first and the last are shorter where the
 * days begin or end inside of a week or a month.
 *
 * @throws SlipwayError PERIOD_INVALID if there is no day, or if there are more than 400 periods
 */
export function periodsOf({ from, to, by, zone }: Days, nowMs: number): Period[] {
  const last = to === undefined ? dayAt(nowMs, zone) : PlainDate.from(to);
  const first = from === undefined ? back(last, by) : PlainDate.from(from);
  const end = last.add({ days: 1 });
  const periods: Period[] = [];
  for (let day = first; PlainDate.compare(day, end) < 0; day = earlier(next(day, by), end)) {
    if (periods.length === MOST) throw wrong(`expected at most ${MOST} periods until to`);
    const after = earlier(next(day, by), end);
    periods.push({
      firstDay: day.toString(),
      lastDay: after.subtract({ days: 1 }).toString(),
      fromMs: instantOf(day, zone),
      toMs: instantOf(after, zone),
    });
  }
  if (periods.length === 0) throw wrong('expected a day that is not after to');
  return periods;
}

/** The first day of the period of a day. */
function beginning(day: Temporal.PlainDate, by: Cut): Temporal.PlainDate {
  if (by === 'day') return day;
  return by === 'month' ? day.with({ day: 1 }) : day.subtract({ days: day.dayOfWeek - 1 });
}

/** The first day of the period after that of a day. */
function next(day: Temporal.PlainDate, by: Cut): Temporal.PlainDate {
  return beginning(day, by).add(ONE[by]);
}

/** The first day of as many periods as are shown, of which the last has this day. */
function back(day: Temporal.PlainDate, by: Cut): Temporal.PlainDate {
  let first = beginning(day, by);
  for (let shown = 1; shown < SHOWN[by]; shown += 1) first = first.subtract(ONE[by]);
  return first;
}

/** When a day begins: not at midnight where that is skipped. */
function instantOf(day: Temporal.PlainDate, zone: string): number {
  return day.toZonedDateTime(zone).epochMilliseconds;
}

function dayAt(atMs: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDate();
}

function earlier(one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate {
  return PlainDate.compare(one, other) < 0 ? one : other;
}

function wrong(expected: string): SlipwayError {
  return new SlipwayError('PERIOD_INVALID', `from: ${expected}`);
}
