/** What a date can hold, in milliseconds from the Unix epoch. */
const FURTHEST_MS = 8.64e15;

/**
 * Formats a time as RFC 3339. Never throws: a time typed into a Temporal tool may be outside the
 * range of dates, and is moved to its edge.
 */
export function rfc3339(atMs: number): string {
  return new Date(Math.max(-FURTHEST_MS, Math.min(FURTHEST_MS, atMs))).toISOString();
}
