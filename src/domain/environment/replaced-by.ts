import type { Release } from '../release/release.ts';
import type { EnvironmentState } from './environment.ts';
import type { LiveRelease } from './live-release.ts';

/**
 * The release that another one replaces, or has replaced, in an environment: the base of its change.
 * `undefined` if there is none before it.
 */
export function replacedBy(
  { input, gate }: Pick<Release, 'input' | 'gate'>,
  environment: string,
  state: EnvironmentState | undefined,
): LiveRelease | undefined {
  if (!state) return undefined;
  const known = [...(state.live ? [state.live] : []), ...state.history];
  // A rollback may have deployed it again since: the first time counts.
  const first = known.findLastIndex(({ releaseId }) => releaseId === input.id);
  if (first !== -1) return known[first + 1];
  const asked = gate?.environment === environment ? gate.approvalRequest.live : undefined;
  return known.find(({ releaseId }) => releaseId === asked) ?? state.live;
}
