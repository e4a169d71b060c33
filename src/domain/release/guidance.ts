/** What a release asks a person when it does not know how to go on. */
import type { Problem } from '../problem.ts';
import type { GuidanceChoice } from './intervention.ts';

/** Where it went wrong. */
export type FailedStage = 'deploy' | 'verify' | 'watch' | 'rollback';

export interface GuidanceRequest {
  /** Names this asking: an answer to an earlier one does nothing. */
  readonly guidanceRequest: string;
  readonly environment: string;
  readonly failedStage: FailedStage;
  readonly choices: readonly GuidanceChoice[];
  readonly problem: Problem;
  /** Whether the live release is unknown. */
  readonly isUnknown: boolean;
  /** In milliseconds since the Unix epoch. */
  readonly askedAtMs: number;
  /** The release that a rollback would bring back, if there is one. */
  readonly rollbackTo?: string;
}

/** What can be chosen. What is not live cannot be ignored, nor be rolled back. */
export function availableChoices(
  failedStage: FailedStage,
  canRollBack: boolean,
): readonly GuidanceChoice[] {
  if (failedStage === 'deploy') return ['retry', 'fail'];
  return ['retry', 'ignore', ...(canRollBack ? (['rollback'] as const) : []), 'fail'];
}
