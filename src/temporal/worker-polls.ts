/** Whether a worker serves the queue, by the heartbeats and polls that Temporal knows of. */

/** How often a worker sends a heartbeat. */
export const BEAT_MS = 5_000;
/** How late a heartbeat may be, by the network and by a clock that differs. */
const LATE_MS = 15_000;
/** A poll waits for a minute. A worker that has not polled for longer is gone. */
const POLL_GONE_MS = 90_000;

/** The identity of a worker. */
export function workerIdentity(host: string, processId: number | string): string {
  return `${host}/${processId}`;
}

/** The last heartbeat of a worker. */
export interface Beat {
  /** The identity of the worker, which may be the same after a restart. */
  readonly identity: string;
  readonly atMs: number;
  /** The time since the heartbeat before; absent for the first. */
  readonly afterMs?: number;
  /** Whether the worker takes new tasks. */
  readonly isServing: boolean;
}

/** The last poll of a worker. */
export interface Poll {
  readonly identity: string;
  readonly atMs: number;
}

/**
 * A heartbeat is the fastest sign. A poll counts for a worker without heartbeats, or one that has polled
 * after its last heartbeat, as after a restart.
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
