import { formatDuration } from '../../domain/duration.ts';

/** A count, a rate from 0 to 1, or milliseconds. */
export type Unit = 'count' | 'rate' | 'time';

/** The numbers beside a chart, from zero to its top. */
export interface Scale {
  readonly top: number;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
}

const MOST_STEPS = 4;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TIMES = [
  1,
  10,
  100,
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 3, 7, 14, 28, 56, 112].map((count) => count * DAY),
];

/** Round numbers, the last of which is not below any value. */
export function scaleFor(unit: Unit, values: readonly number[]): Scale {
  const most = Math.max(0, ...values);
  const step = unit === 'rate' ? 0.5 : unit === 'count' ? countStep(most) : timeStep(most);
  const steps = unit === 'rate' ? 2 : Math.max(1, Math.ceil(most / step));
  const ticks = Array.from({ length: steps + 1 }, (_, i) => ({
    value: i * step,
    text: textOf(unit, i * step),
  }));
  return { top: steps * step, ticks };
}

function countStep(most: number): number {
  for (let power = 1; ; power *= 10)
    for (const step of [1, 2, 5]) if (most / (step * power) <= MOST_STEPS) return step * power;
}

function timeStep(most: number): number {
  const known = TIMES.find((step) => most / step <= MOST_STEPS);
  return known ?? Math.ceil(most / MOST_STEPS / DAY) * DAY;
}

/** A value in words. */
export function textOf(unit: Unit, value: number): string {
  if (unit === 'count') return String(value);
  if (unit === 'rate') return `${Math.round(value * 100)} %`;
  return value === 0 ? '0' : formatDuration(value);
}
