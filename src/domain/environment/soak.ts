import type { EnvironmentState } from './environment.ts';
import { rolledBackTo } from './rollback.ts';

export interface SoakState {
  /** When the release has soaked for long enough, in milliseconds since the Unix epoch. */
  readonly untilMs: number;
  /** The release that replaced it before that. */
  readonly replacedBy?: string;
  /** The release that was deployed again instead, if it was rolled back. */
  readonly wentBackTo?: string;
}

/**
 * The rest of a soak. It counts from the verification, while the release is live there: a soak that is
 * complete stays so, also when the next release replaces it.
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
