/** A guidance request: how a user decides about a release that has failed. */
import type { Problem } from '../problem.ts';
import type { GuidanceChoice } from './intervention.ts';

/** The stage that failed. */
export type FailedStage = 'deploy' | 'verify' | 'watch' | 'rollback';

export interface GuidanceRequest {
  /** Unique, because a response to an earlier request does nothing. */
  readonly id: string;
  readonly environment: string;
  readonly failedStage: FailedStage;
  readonly choices: readonly GuidanceChoice[];
  readonly problem: Problem;
  /** Whether the live release is unknown. */
  readonly isUnknown: boolean;
  /** In milliseconds since the Unix epoch. */
  readonly askedAtMs: number;
  /** The release that a rollback would deploy, if there is one. */
  readonly rollbackTo?: string;
}

/** The choices. A failed deployment has made nothing live that could be ignored or rolled back. */
export function availableChoices(
  failedStage: FailedStage,
  canRollBack: boolean,
): readonly GuidanceChoice[] {
  if (failedStage === 'deploy') return ['retry', 'fail'];
  return ['retry', 'ignore', ...(canRollBack ? (['rollback'] as const) : []), 'fail'];
}
