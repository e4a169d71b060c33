/** What a date can hold, in milliseconds from the Unix epoch. */
const FURTHEST_MS = 8.64e15;

/**
 * Writes an instant as RFC 3339. Never throws: one that was typed into a tool of Temporal may be
 * beyond every calendar, and is moved to its edge.
 */
export function rfc3339(atMs: number): string {
  return new Date(Math.max(-FURTHEST_MS, Math.min(FURTHEST_MS, atMs))).toISOString();
}
