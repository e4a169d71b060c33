/**
 * An environment: one release deploys there at a time, in the order in which they became ready.
 * Pure transitions; the environment workflow keeps the state and carries out what they say.
 */
import type { Live } from './manifest.ts';

/** A run of a release that wants to deploy. */
export interface Ticket {
  readonly releaseId: string;
  readonly runId: string;
  readonly commit: string;
  /** How long its last step may go on unheard after the run was ended, in milliseconds. */
  readonly heartbeatMs: number;
}

/** A ticket that waits or holds the lock, in milliseconds since the Unix epoch. */
export interface Holder extends Ticket {
  readonly sinceMs: number;
}

export interface EnvironmentState {
  readonly service: string;
  readonly environment: string;
  readonly holder?: Holder;
  /** The next one first. */
  readonly queue: readonly Holder[];
  readonly live?: Live;
  /** What was live before, the newest first, at most `HISTORY_LIMIT`. */
  readonly history: readonly Live[];
}

export const HISTORY_LIMIT = 50;

/** The answer to a release that asks to deploy. */
export interface Entry {
  readonly granted: boolean;
  /** The ids of the releases before it, the holder first. Empty when granted. */
  readonly behind: readonly string[];
}

export function emptyEnvironment(service: string, environment: string): EnvironmentState {
  return { service, environment, queue: [], history: [] };
}

/** Takes the lock, or a place in the queue. Asking twice changes nothing. */
export function enter(
  state: EnvironmentState,
  ticket: Ticket,
  nowMs: number,
): { state: EnvironmentState; entry: Entry } {
  const { holder, queue } = state;
  if (holder?.runId === ticket.runId) return { state, entry: { granted: true, behind: [] } };
  const waiting = { ...ticket, sinceMs: nowMs };
  if (!holder)
    return { state: { ...state, holder: waiting }, entry: { granted: true, behind: [] } };

  const place = queue.findIndex(({ runId }) => runId === ticket.runId);
  const ahead = place < 0 ? queue : queue.slice(0, place);
  return {
    state: place < 0 ? { ...state, queue: [...queue, waiting] } : state,
    entry: { granted: false, behind: [holder, ...ahead].map(({ releaseId }) => releaseId) },
  };
}

/** Gives up the lock or the place in the queue. The next in the queue holds the lock then. */
export function leave(state: EnvironmentState, runId: string, nowMs: number): EnvironmentState {
  const { holder, ...rest } = state;
  const queue = state.queue.filter((waiting) => waiting.runId !== runId);
  if (!holder || holder.runId !== runId) return { ...state, queue };
  const [next, ...others] = queue;
  return next
    ? { ...rest, holder: { ...next, sinceMs: nowMs }, queue: others }
    : { ...rest, queue };
}

/** Writes down what is live now. The same release again replaces its own entry. */
export function goLive(state: EnvironmentState, live: Live): EnvironmentState {
  const before = state.live && state.live.releaseId !== live.releaseId ? [state.live] : [];
  return { ...state, live, history: [...before, ...state.history].slice(0, HISTORY_LIMIT) };
}
