/** Whether a worker serves the queue, by the signs that Temporal has of it. */

/** How often a worker of this version tells that it lives. */
export const BEAT_MS = 5_000;
/** How late a beat may be: on its way, and by a clock that differs. */
const LATE_MS = 15_000;
/** A poll waits for a minute. Who has not polled for longer is gone. */
const POLL_GONE_MS = 90_000;

/** Who a worker says it is when it polls. */
export function workerIdentity(host: string, processId: number | string): string {
  return `${host}/${processId}`;
}

/** The last that a worker told of itself. */
export interface Beat {
  /** Who it says it is; one that is started again may be the same. */
  readonly identity: string;
  readonly atMs: number;
  /** How long after the one before; absent for the first. Older workers take a minute. */
  readonly afterMs?: number;
  /** Whether it takes new tasks. */
  readonly isServing: boolean;
}

/** When a worker last asked for a task. */
export interface Poll {
  readonly identity: string;
  readonly atMs: number;
}

/**
 * A beat tells soonest. A poll counts of a worker that tells nothing, as older ones do, or that has
 * polled after its last beat, as one does that has just been started again.
 */
export function isServed(beats: readonly Beat[], polls: readonly Poll[], nowMs: number): boolean {
  if (beats.some((beat) => beat.isServing && !isLate(beat, nowMs))) return true;
  return polls.some(
    ({ identity, atMs }) =>
      nowMs - atMs < POLL_GONE_MS &&
      beats.every((beat) => beat.identity !== identity || atMs > beat.atMs + BEAT_MS),
  );
}

function isLate({ atMs, afterMs = BEAT_MS }: Beat, nowMs: number): boolean {
  return nowMs - atMs > Math.max(afterMs, BEAT_MS) + LATE_MS;
}
