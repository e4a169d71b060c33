import {
  type ClosedPeriod,
  type DeploymentWindow,
  type Opening,
  WEEKDAYS,
} from '../domain/environment/deployment-window.ts';
import { covers, type Span, united, without } from './spans.ts';
import { type Clock, clockOf } from './zone.ts';

/** A window within a period of time. */
export interface OpeningTimes {
  readonly window: DeploymentWindow;
  /** In order; exact within the period, and rough around it. */
  readonly open: readonly Span[];
  /** The closed period at an instant; of several, the one that ends last. */
  closingAt(atMs: number): ClosedPeriod | undefined;
}

const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
const WEEK_MS = 7 * DAY_MS;
/** The epoch was a Thursday. */
const FIRST_MONDAY_MS = -3 * DAY_MS;

/**
 * Reads when a window is open between two instants.
 *
 * @throws RangeError if its zone does not exist
 */
export function openingTimes(window: DeploymentWindow, fromMs: number, toMs: number): OpeningTimes {
  // A week around it, so that no span that reaches into it is cut.
  const clock = clockOf(window.timeZone, fromMs - WEEK_MS, toMs + WEEK_MS);
  const weeks = weeksFrom(clock.localOf(fromMs) - WEEK_MS, clock.localOf(toMs) + WEEK_MS);
  const closings = window.closed.map((closing) => ({ closing, span: localSpan(closing) }));
  // Instants come in the order of the local times they stand for, so these may be merged first.
  const local = without(
    united(weeks.flatMap((mondayMs) => weekOf(window.open, mondayMs))),
    united(closings.map(({ span }) => span)),
  );
  return {
    window,
    open: united(local.map((span) => instants(span, clock))),
    closingAt(atMs) {
      return closings
        .filter(({ span }) => covers([instants(span, clock)], atMs))
        .toSorted((one, other) => other.span.toMs - one.span.toMs)[0]?.closing;
    },
  };
}

/** The Mondays of the weeks that touch a period, all local. */
function weeksFrom(fromMs: number, toMs: number): number[] {
  const first = Math.floor((fromMs - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;
  const mondays: number[] = [];
  for (let mondayMs = first; mondayMs <= toMs; mondayMs += WEEK_MS) mondays.push(mondayMs);
  return mondays;
}

function weekOf(openings: readonly Opening[], mondayMs: number): Span[] {
  if (openings.length === 0) return [{ fromMs: mondayMs, toMs: mondayMs + WEEK_MS }];
  return openings.flatMap(({ days, fromMinute, toMinute }) =>
    days.map((day) => {
      const midnightMs = mondayMs + WEEKDAYS.indexOf(day) * DAY_MS;
      const lastDayMs = toMinute > fromMinute ? midnightMs : midnightMs + DAY_MS;
      return {
        fromMs: midnightMs + fromMinute * MINUTE_MS,
        toMs: lastDayMs + toMinute * MINUTE_MS,
      };
    }),
  );
}

function localSpan({ from, to }: ClosedPeriod): Span {
  return { fromMs: Date.parse(`${from}Z`), toMs: Date.parse(`${to}Z`) };
}

function instants({ fromMs, toMs }: Span, clock: Clock): Span {
  return { fromMs: clock.instantOf(fromMs), toMs: clock.instantOf(toMs) };
}
