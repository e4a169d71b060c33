/** What can happen to a release, as its story tells it. */
import type { WindowState } from '../environment/deployment-window.ts';
import type { Freeze } from '../environment/freeze.ts';
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
  /** It was handed to the workers. */
  | ({
      readonly kind: 'step-queued';
      readonly step: string;
      /** By which the engine tells it from other steps. */
      readonly activityId: string;
    } & StepWork)
  /** No worker has begun it yet. No history says so: it is how the step stands now. */
  | { readonly kind: 'step-waiting'; readonly step: string }
  /** A worker has begun it. The history says so when the step is over. */
  | { readonly kind: 'step-started'; readonly step: string; readonly attempt: number }
  | ({
      readonly kind: 'step-ended';
      readonly step: string;
      readonly state: Exclude<Step['state'], 'queued' | 'running'>;
      readonly attempt: number;
      readonly problem?: Problem;
      /** What a build has made. */
      readonly artifact?: Artifact;
      /** What a watch has found. */
      readonly watch?: { readonly finding: CheckResult; readonly sentence: string };
    } & StepWork)
  | ({ readonly kind: 'promotion-decided' } & PromotionDecided)
  /** People were told that the time of the gate runs out, and who may vote now. */
  | { readonly kind: 'reminded'; readonly environment: string; readonly canAct: CanAct }
  | { readonly kind: 'voted'; readonly vote: CheckedVote }
  /** Votes of people who may not vote any more. */
  | { readonly kind: 'votes-dropped'; readonly people: readonly string[] }
  | { readonly kind: 'intervention'; readonly intervention: CheckedIntervention }
  | ({ readonly kind: 'soaking'; readonly environment: string } & SoakWait)
  | { readonly kind: 'window'; readonly environment: string; readonly window: WindowState }
  | {
      readonly kind: 'queued';
      readonly environment: string;
      readonly queuedBehind: readonly string[];
      readonly freeze?: Freeze;
    }
  /** By the answer to its question, or told when its turn came. */
  | { readonly kind: 'entered'; readonly environment: string; readonly isTold?: true }
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

/** How an environment is entered, and what people are asked if they are. */
export interface PromotionDecided {
  readonly mode: PromotionMode;
  readonly reason?: string;
  readonly change?: ChangeSummary;
  readonly newerLiveRelease?: string;
  readonly rollbackTo?: string;
  readonly approvalRequest: SealedApprovalRequest;
  /** People who may not approve. */
  readonly excludedApprovers: readonly string[];
  readonly openedAtMs: number;
}

/** An event with its place in the history, which never changes. */
export type ReleaseEvent<Kind extends ReleaseEventBody['kind'] = ReleaseEventBody['kind']> =
  Extract<ReleaseEventBody, { kind: Kind }> & {
    /** Grows along the history, not always by one. */
    readonly id: number;
    /** Milliseconds since the Unix epoch. */
    readonly atMs: number;
  };
