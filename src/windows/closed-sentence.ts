import {
  type DeploymentWindow,
  type Opening,
  type Weekday,
  WEEKDAYS,
} from '../domain/environment/deployment-window.ts';
import type { OpeningTimes } from './opening-times.ts';

/** Temporal shows the sentence beside a timer, and takes no long text there. */
const LIMIT = 200;

/**
 * The reason why these windows are closed: one sentence of at most 200 characters.
 *
 * @param closed windows that are closed at the instant, at least one
 */
export function closedSentence(closed: readonly OpeningTimes[], atMs: number): string {
  const reasons = closed.map((times) => reasonOf(times, atMs)).join('; ');
  return reasons.length < LIMIT ? `${reasons}.` : `${reasons.slice(0, LIMIT - 1)}…`;
}

function reasonOf({ window, closingAt }: OpeningTimes, atMs: number): string {
  const { name, timeZone } = window;
  const closing = closingAt(atMs);
  if (!closing) return `${name} is open ${openingWords(window)} (${timeZone})`;
  const why = closing.reason?.trim().replace(/[\s.]+$/, '');
  return `${name} is closed until ${closing.to.replace('T', ' ')} (${timeZone})${why ? `: ${why}` : ''}`;
}

function openingWords({ open }: DeploymentWindow): string {
  return open
    .map(({ days, fromMinute, toMinute }: Opening) =>
      [dayWords(days), `${timeWords(fromMinute)}-${timeWords(toMinute)}`].join(' '),
    )
    .join(', ');
}

/** `Mon`, `Mon-Thu`, `Mon and Wed`. */
function dayWords(days: readonly Weekday[]): string {
  const places = days.map((day) => WEEKDAYS.indexOf(day));
  const isRow = places.every((place, i) => i === 0 || place === ((places[i - 1] ?? 0) + 1) % 7);
  return isRow && days.length > 1 ? `${days[0]}-${days.at(-1)}` : days.join(' and ');
}

function timeWords(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
