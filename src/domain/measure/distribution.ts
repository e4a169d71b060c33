/** The distribution of a duration: its median, and its upper percentiles. */
export interface Distribution {
  /** How many there were. Without any, nothing else is said. */
  readonly n: number;
  readonly medianMs?: number;
  /** The 75th percentile. */
  readonly p75Ms?: number;
  /** The 90th percentile. */
  readonly p90Ms?: number;
}

/** Percentiles are values that occurred: the smallest that so many do not exceed. */
export function distribution(valuesMs: readonly number[]): Distribution {
  const sorted = valuesMs.toSorted((one, other) => one - other);
  const n = sorted.length;
  const at = (percent: number) => sorted[Math.max(0, Math.ceil((percent / 100) * n) - 1)] ?? 0;
  return n === 0 ? { n } : { n, medianMs: at(50), p75Ms: at(75), p90Ms: at(90) };
}
