import { patched } from '@temporalio/workflow';
import type { LiveAnswer } from '../activities/check-soak.ts';

/** That somebody went back from a release: it goes nowhere else. */
export interface TakenBack {
  readonly kind: 'rolled-back';
  /** The environment. */
  readonly from: string;
  /** The release that is live there instead. */
  readonly to: string;
}

/**
 * Whether a release that is not live any more was taken back. In histories of before, that was as
 * good as being replaced.
 */
export function takenBack(
  from: string,
  now: Pick<LiveAnswer, 'replacedBy' | 'isTakenBack'> | undefined,
): TakenBack | undefined {
  if (!now?.isTakenBack || !patched('taken-back-goes-no-further')) return undefined;
  return { kind: 'rolled-back', from, to: now.replacedBy ?? 'nothing' };
}
