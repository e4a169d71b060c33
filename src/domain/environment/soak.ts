import type { EnvironmentState } from './environment.ts';
import { rolledBackTo } from './rollback.ts';

export interface SoakState {
  /** When it has been good for long enough, in milliseconds since the Unix epoch. */
  readonly untilMs: number;
  /** The release that took its place before it was. */
  readonly replacedBy?: string;
  /** What was brought back instead, if that was by a rollback. */
  readonly wentBackTo?: string;
}

/**
 * How long a release has to be good in an environment yet. It counts from its verification, while it
 * is live there: what was good for long enough stays so, also when the next one takes its place.
 */
export function soakState(
  state: Pick<EnvironmentState, 'live' | 'history'>,
  releaseId: string,
  soakMs: number,
): SoakState {
  const { live, history } = state;
  const known = live ? [live, ...history] : history;
  const at = known.findIndex((entry) => entry.releaseId === releaseId);
  const [own, next] = [known[at], known[at - 1]];
  if (!own) return { untilMs: 0, replacedBy: live?.releaseId ?? 'nothing' };
  const untilMs = (own.verifiedAtMs ?? own.atMs) + soakMs;
  if (!next) return { untilMs };
  const replaced = { untilMs: 0, replacedBy: known[0]?.releaseId ?? 'nothing' };
  const back = rolledBackTo(state, releaseId);
  if (back !== undefined) return { ...replaced, wentBackTo: back };
  return own.verified && untilMs <= next.atMs ? { untilMs } : replaced;
}
