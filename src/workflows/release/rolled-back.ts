import type { LiveAnswer } from '../../activities/check-soak.ts';

/** That somebody went back from a release: it goes nowhere else. */
export interface RolledBack {
  readonly kind: 'rolled-back';
  /** The environment. */
  readonly from: string;
  /** The release that was brought back. */
  readonly to: string;
}

/** Whether a release that is not live any more was rolled back, and not only replaced. */
export function asRolledBack(
  from: string,
  { wentBackTo }: Pick<LiveAnswer, 'wentBackTo'>,
): RolledBack | undefined {
  if (wentBackTo === undefined) return undefined;
  return { kind: 'rolled-back', from, to: wentBackTo };
}
