import { readFile } from 'node:fs/promises';
import { sum } from '../statistics.ts';

/** A stretch of time, in milliseconds since the Unix epoch. */
export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/** A process that a worker has run. */
export interface TracedProcess extends Interval {
  readonly what: 'git' | 'command' | 'activate' | 'tool';
}

/** Reads what `trace.mjs` has noted. */
export async function readTrace(file: string): Promise<TracedProcess[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

export function totalMs(intervals: readonly Interval[]): number {
  return sum(intervals.map(({ startMs, endMs }) => endMs - startMs));
}

/** Those that lie within one of the others. */
export function within<T extends Interval>(inner: readonly T[], outer: readonly Interval[]): T[] {
  return inner.filter(({ startMs, endMs }) =>
    // A process is noted a moment after its activity began to be.
    outer.some((one) => startMs >= one.startMs - 1 && endMs <= one.endMs + 1),
  );
}
