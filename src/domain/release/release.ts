/** A release: its input, its state, and how it can end. */
import type { Author } from '../author.ts';
import type { WindowState } from '../environment/deployment-window.ts';
import type { Freezes } from '../environment/freeze.ts';
import type { Gate, VoteReceipt, VoteRefusal } from '../gate/gate.ts';
import type { VoteVerdict } from '../gate/vote.ts';
import type { ChangeSummary } from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import type { PromotionMode } from '../plan/promotion.ts';
import type { Problem } from '../problem.ts';
import type { Traced } from '../traceparent.ts';
import type { GuidanceRequest } from './guidance.ts';
import type { CheckedIntervention, InterventionRefusal } from './intervention.ts';
import type { StepWork } from './step.ts';

/** The input of a release: the argument of its workflow. */
export interface ReleaseInput extends Traced {
  readonly id: string;
  readonly service: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** The branch or tag that was requested, if it was not a commit. */
  readonly ref?: string;
  readonly author: Author;
  /** The first line of the commit message. */
  readonly subject: string;
  /** When the commit was made, in milliseconds since the Unix epoch. */
  readonly committedAtMs?: number;
  /** The name of the principal who started the release. */
  readonly startedBy: string;
  /** The public key that votes must be signed with: Ed25519, SPKI, base64. */
  readonly voteKey: string;
  /** The page of this release. */
  readonly url: string;
  /** Whether its service has recipients: then each phase is announced to the outbox at once. */
  readonly notifies?: true;
}

export const PHASES = [
  'planning',
  'building',
  'testing',
  'awaiting-approval',
  'soaking',
  'scheduled',
  'awaiting-window',
  'queued',
  'deploying',
  'verifying',
  'watching',
  'awaiting-guidance',
  'rolling-back',
  'done',
] as const;
export type Phase = (typeof PHASES)[number];

/** The phases in which a release waits to enter an environment. */
export const WAITING_PHASES: readonly Phase[] = [
  'awaiting-approval',
  'soaking',
  'scheduled',
  'awaiting-window',
  'queued',
];

/** The phases in which a release waits for the response to a guidance request. */
export const GUIDANCE_PHASES: readonly Phase[] = ['awaiting-guidance'];

/** The phases in which a release waits for a user. */
export const NEEDS_USER_PHASES: readonly Phase[] = ['awaiting-approval', ...GUIDANCE_PHASES];

/** The phases in which a release changes an environment, until it leaves that environment. */
export const CHANGING_PHASES: readonly Phase[] = [
  'deploying',
  'verifying',
  'watching',
  'rolling-back',
  ...GUIDANCE_PHASES,
];

/** How a release can end. `rejected`, `expired` and `superseded` are no failures. */
export const OUTCOMES = [
  'succeeded',
  'failed',
  'rejected',
  'expired',
  'superseded',
  'cancelled',
  'rolled-back',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The result of the workflow of a release that has not failed. */
export interface ReleaseResult {
  readonly outcome: Outcome;
  /** One line for people. */
  readonly summary: string;
  /** The release that superseded this one, if it was superseded. */
  readonly by?: string;
}

export interface Artifact {
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  readonly sizeBytes: number;
  /** A file is packed under its own name, a directory by its contents. */
  readonly kind: 'file' | 'directory';
}

export interface Step extends StepWork {
  /** Such as `build`, `test-unit`, `deploy-staging`: also the name of its log. */
  readonly name: string;
  /** `queued`: waiting for a worker. */
  readonly state: 'queued' | 'running' | 'passed' | 'failed' | 'cancelled';
  /** When the step was given to the queue of the workers. */
  readonly queuedAtMs: number;
  /** When a worker started it; absent before that. */
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
  /** From 1. */
  readonly attempt: number;
  readonly problem?: Problem;
}

export interface VoteEntry {
  readonly by: string;
  readonly verdict: VoteVerdict;
  readonly atMs: number;
  readonly comment?: string;
  readonly deployAfterMs?: number;
  readonly counted: boolean;
  /** Why the vote does not count. */
  readonly refused?: VoteRefusal;
}

/** How long a release was in one phase. */
export interface TimeInPhase {
  readonly phase: Phase;
  readonly environment?: string;
  readonly ms: number;
}

/** An intervention of a user, and its effect. */
export interface InterventionResultEntry {
  readonly intervention: CheckedIntervention;
  /** Why it had no effect. */
  readonly refused?: InterventionRefusal;
}

/** How an environment is entered, and why, by the facts of the decision. */
export interface PromotionDecision {
  readonly environment: string;
  readonly mode: PromotionMode;
  readonly reason?: string;
  readonly change?: ChangeSummary;
  /** The release that a rollback would deploy; absent: there is none. */
  readonly rollbackTo?: string;
}

/** A release at one moment. Instants are milliseconds since the Unix epoch. */
export interface Release {
  readonly input: ReleaseInput;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  readonly phase: Phase;
  /** When the current phase began. */
  readonly sinceMs: number;
  /** The environment of the phase. */
  readonly environment?: string;
  readonly outcome?: Outcome;
  readonly problem?: Problem;
  readonly plan?: Plan;
  readonly artifact?: Artifact;
  readonly gate?: Gate;
  readonly votes: readonly VoteEntry[];
  /** The receipt of the last vote. */
  readonly voteReceipt?: VoteReceipt;
  readonly steps: readonly Step[];
  /** The time in the phases so far, in order, without the current one. */
  readonly timeInPhases: readonly TimeInPhase[];
  /** The releases before it in the queue, the holder of the lock first. */
  readonly queuedBehind: readonly string[];
  /** The freezes that keep it out. */
  readonly freezes?: Freezes;
  readonly soak?: SoakWait;
  /** The windows while they are closed. */
  readonly window?: WindowState;
  /** The open guidance request. */
  readonly guidanceRequest?: GuidanceRequest;
  /** How the environments were entered, one entry each. */
  readonly promotions?: readonly PromotionDecision[];
  /** In the order in which they were made. */
  readonly interventions?: readonly InterventionResultEntry[];
  /** The newer release that superseded this one. */
  readonly supersededBy?: string;
  readonly cancel?: { readonly by: string; readonly reason?: string; readonly atMs: number };
}

/** A release in a list. Instants are milliseconds since the Unix epoch. */
export type ReleaseRow = Pick<
  ReleaseInput,
  'id' | 'service' | 'commit' | 'ref' | 'author' | 'subject' | 'startedBy'
> &
  Pick<Release, 'startedAtMs' | 'endedAtMs' | 'environment' | 'outcome'> & {
    /** Coarser than that of one release: `deploying` covers the verification that follows it. */
    readonly phase: Phase;
  };

/** The release in another phase. The same phase again changes nothing. */
export function enterPhase(
  release: Release,
  phase: Phase,
  atMs: number,
  environment?: string,
): Release {
  if (release.phase === phase && release.environment === environment) return release;
  const { environment: left, ...rest } = release;
  const stretch = { phase: release.phase, ms: atMs - release.sinceMs };
  const timeInPhases = [
    ...release.timeInPhases,
    { ...stretch, ...(left !== undefined && { environment: left }) },
  ];
  return {
    ...rest,
    timeInPhases,
    phase,
    sinceMs: atMs,
    ...(environment !== undefined && { environment }),
  };
}

/** The soak of the release in the environment before. */
export interface SoakWait {
  /** The environment in which it soaks. */
  readonly previous: string;
  readonly untilMs: number;
}
