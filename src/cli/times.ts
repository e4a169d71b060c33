import { formatDuration } from '../domain/duration.ts';

/** How long ago an instant was, to the second: `3m 20s`. */
export function age(instant: string, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(instant)) / 1_000));
  return seconds === 0 ? '0s' : formatDuration(seconds * 1_000);
}

/** How long it took from one instant to another. */
export function between(from: string, to: string): string {
  return formatDuration(Math.max(0, Date.parse(to) - Date.parse(from)));
}

/** An instant as the clock here shows it: `2026-03-01 09:00`. */
export function localTime(instant: string): string {
  return `${localDay(instant)} ${clock(instant).slice(0, 5)}`;
}

/** `2026-03-01` */
export function localDay(instant: string): string {
  const at = new Date(instant);
  return [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
}

/** `09:00:00` */
export function clock(instant: string): string {
  const at = new Date(instant);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}
