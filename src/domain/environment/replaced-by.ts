import type { Release } from '../release/release.ts';
import type { EnvironmentState } from './environment.ts';
import type { LiveRelease } from './live-release.ts';

/**
 * What a release replaces in an environment, or has replaced there: what its change is told from.
 * `undefined` if there is nothing before it.
 */
export function replacedBy(
  { input, approvalRequest }: Pick<Release, 'input' | 'approvalRequest'>,
  environment: string,
  state: EnvironmentState | undefined,
): LiveRelease | undefined {
  if (!state) return undefined;
  const known = [...(state.live ? [state.live] : []), ...state.history];
  // A rollback may have brought it back since: what counts is the first time.
  const first = known.findLastIndex(({ releaseId }) => releaseId === input.id);
  if (first !== -1) return known[first + 1];
  const asked = approvalRequest?.environment === environment ? approvalRequest.live : undefined;
  return known.find(({ releaseId }) => releaseId === asked) ?? state.live;
}
