import type { Author } from '../author.ts';
import type { ApprovalRequest, SealedApprovalRequest } from '../gate/approval-request.ts';
import type { ChangeSummary } from './change.ts';
import type { PromotionMode, PromotionRule } from './promotion.ts';

/** A release that is to be promoted to an environment. */
export interface PromotionInput extends Omit<ApprovalRequest, 'releaseId' | 'live'> {
  readonly release: {
    readonly id: string;
    readonly startedBy: string;
    readonly author: Author;
    /** The branch or tag that the release was started with. */
    readonly ref?: string;
  };
  readonly repository: string;
  /** The rules that choose the mode. Absent: `mode` and `reason` hold. */
  readonly rules?: readonly PromotionRule[];
  readonly mode: PromotionMode;
  readonly reason?: string;
}

/** How a release is promoted to an environment, and what its deployment would change. */
export interface PromotionAssessment {
  readonly approvalRequest: SealedApprovalRequest;
  /** Users who cannot approve unless the gate allows self-approval; `EVERYBODY` is all users. */
  readonly excludedApprovers: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly openedAtMs: number;
  readonly mode: PromotionMode;
  readonly reason?: string;
  readonly change: ChangeSummary;
  /** Why conditions could not be evaluated, one line each. */
  readonly problems?: readonly string[];
  /** The live release, if its commit comes after the commit of this release. */
  readonly newerLiveRelease?: string;
  /** The rollback release; absent if there is none. */
  readonly rollbackTo?: string;
}
