/** The events of a release. */
import type { WindowState } from '../environment/deployment-window.ts';
import type { Freezes } from '../environment/freeze.ts';
import type { RollbackResult } from '../environment/rollback.ts';
import type { SealedApprovalRequest } from '../gate/approval-request.ts';
import type { CheckedVote } from '../gate/vote.ts';
import type { ChangeSummary } from '../plan/change.ts';
import type { CheckResult } from '../plan/check-result.ts';
import type { Plan } from '../plan/plan.ts';
import type { PromotionMode } from '../plan/promotion.ts';
import type { Problem } from '../problem.ts';
import type { CanAct } from './can-act.ts';
import type { GuidanceRequest } from './guidance.ts';
import type { CheckedIntervention } from './intervention.ts';
import type { Artifact, Outcome, ReleaseInput, SoakWait, Step } from './release.ts';
import type { StepWork } from './step.ts';

export type ReleaseEventBody =
  | { readonly kind: 'started'; readonly input: ReleaseInput }
  | { readonly kind: 'planned'; readonly plan: Plan }
  /** The step was given to the workers. */
  | ({
      readonly kind: 'step-queued';
      readonly step: string;
      /** By which the engine identifies the step. */
      readonly activityId: string;
    } & StepWork)
  /** No worker has started the step yet. This event is in no history: it is about the present. */
  | { readonly kind: 'step-waiting'; readonly step: string }
  /** A worker has started the step. The history has this event when the step has ended. */
  | { readonly kind: 'step-started'; readonly step: string; readonly attempt: number }
  | ({
      readonly kind: 'step-ended';
      readonly step: string;
      readonly state: Exclude<Step['state'], 'queued' | 'running'>;
      readonly attempt: number;
      readonly problem?: Problem;
      /** The artifact of a build. */
      readonly artifact?: Artifact;
      /** The finding of a watch. */
      readonly watch?: { readonly finding: CheckResult; readonly sentence: string };
    } & StepWork)
  | ({ readonly kind: 'promotion-decided' } & PromotionDecided)
  /** The approvers were reminded that the gate expires soon. */
  | { readonly kind: 'reminded'; readonly environment: string; readonly canAct: CanAct }
  | { readonly kind: 'voted'; readonly vote: CheckedVote }
  /** Votes of users who are no longer eligible were dropped. */
  | { readonly kind: 'votes-dropped'; readonly people: readonly string[] }
  | { readonly kind: 'intervention'; readonly intervention: CheckedIntervention }
  | ({ readonly kind: 'soaking'; readonly environment: string } & SoakWait)
  | { readonly kind: 'window'; readonly environment: string; readonly window: WindowState }
  | {
      readonly kind: 'queued';
      /** Absent in the queue for the build. */
      readonly environment?: string;
      readonly queuedBehind: readonly string[];
      readonly freezes?: Freezes;
    }
  /** The lock was granted, at once or by a signal. */
  | {
      readonly kind: 'entered';
      /** Absent where it may build. */
      readonly environment?: string;
      readonly isTold?: true;
    }
  | { readonly kind: 'asked'; readonly guidanceRequest: GuidanceRequest }
  | { readonly kind: 'rolling-back'; readonly environment: string }
  | {
      readonly kind: 'rolled-back';
      readonly environment: string;
      readonly result: RollbackResult;
    }
  | { readonly kind: 'superseded'; readonly by: string }
  | { readonly kind: 'cancel-requested'; readonly by: string; readonly reason?: string }
  | {
      readonly kind: 'ended';
      readonly outcome: Outcome;
      readonly problem?: Problem;
      /** The newer release that superseded this one. */
      readonly by?: string;
    };

/** How an environment is entered, with the sealed approval request. */
export interface PromotionDecided {
  readonly mode: PromotionMode;
  readonly reason?: string;
  readonly change?: ChangeSummary;
  readonly newerLiveRelease?: string;
  readonly rollbackTo?: string;
  readonly approvalRequest: SealedApprovalRequest;
  /** Users who may not approve. */
  readonly excludedApprovers: readonly string[];
  readonly openedAtMs: number;
}

/** An event with its position in the history, which never changes. */
export type ReleaseEvent<Kind extends ReleaseEventBody['kind'] = ReleaseEventBody['kind']> =
  Extract<ReleaseEventBody, { kind: Kind }> & {
    /** Grows along the history, not always by one. */
    readonly id: number;
    /** Milliseconds since the Unix epoch. */
    readonly atMs: number;
  };
