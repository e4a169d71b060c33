/** The audit log of a release: what remains of it in the store when Temporal has forgotten the run. */
import type { Author } from '../author.ts';
import type { RollbackResult } from '../environment/rollback.ts';
import type { SealedApprovalRequest } from '../gate/approval-request.ts';
import type { VoteRefusal, VoteResult } from '../gate/gate.ts';
import type { CheckedVote } from '../gate/vote.ts';
import type { MeasuredRelease } from '../measure/measured-release.ts';
import type { ChangeSummary } from '../plan/change.ts';
import type { PromotionMode } from '../plan/promotion.ts';
import type { Problem } from '../problem.ts';
import type { CanAct } from '../release/can-act.ts';
import type { ReleaseEvent } from '../release/event.ts';
import type { GuidanceRequest } from '../release/guidance.ts';
import type { InterventionRefusal } from '../release/intervention.ts';
import type { Outcome, ReleaseInput } from '../release/release.ts';
import type { StepWork } from '../release/step.ts';

/** What an entry says beyond who, when, where and why, by its kind. */
export interface EntryFacts extends ReleaseEntryFacts {
  /** A call that the API refused. */
  refused: {
    /** What the call was for, such as `vote` or `cancel`. */
    readonly attempt: string;
    readonly code: string;
  };
  /** A Reset made another run, which continues the history of the one before from an event on. */
  reset: { readonly previousRunId: string; readonly afterEvent: number };
  'rollback-requested': { readonly from: string; readonly to: string };
  /** In the log of an environment. */
  'rollback-ended': {
    readonly from: string;
    readonly to: string;
    readonly outcome: RollbackResult['kind'];
    readonly summary: string;
  };
  frozen: undefined;
  unfrozen: undefined;
}

/** The events of a release that its audit log keeps, under the same names. */
export interface ReleaseEntryFacts {
  started: Pick<ReleaseInput, 'service' | 'commit' | 'ref' | 'subject' | 'committedAtMs'> & {
    readonly author: Author;
  };
  planned: {
    /** The digest of the plan. */
    readonly plan: string;
    readonly repository: string;
    readonly environments: readonly string[];
  };
  'step-ended': Omit<StepWork, 'environment'> & {
    /** When it was handed to the workers, in milliseconds since the Unix epoch. */
    readonly queuedAtMs?: number;
  } & Pick<
      ReleaseEvent<'step-ended'>,
      'step' | 'state' | 'attempt' | 'problem' | 'artifact' | 'watch'
    >;
  'promotion-decided': {
    readonly mode: PromotionMode;
    readonly approvalRequest: SealedApprovalRequest;
    readonly excludedApprovers: readonly string[];
    readonly change?: ChangeSummary;
    /** The digest of the approval request that votes are about; absent where none is required. */
    readonly votesOn?: string;
  };
  reminded: { readonly canAct: CanAct };
  voted: Pick<
    CheckedVote,
    'verdict' | 'approvalRequest' | 'signed' | 'deployAfterMs' | 'groups'
  > & {
    readonly effect: VoteResult['kind'];
    /** Why the vote does not count. */
    readonly code?: VoteRefusal;
  };
  'votes-dropped': { readonly people: readonly string[] };
  intervention: {
    readonly intervention: 'override' | 'mode' | 'guidance';
    /** What the promotion was switched to. */
    readonly mode?: PromotionMode;
    /** The response to a guidance request. */
    readonly choice?: GuidanceRequest['choices'][number];
    readonly effect: 'done' | 'refused';
    /** Why the intervention did nothing. */
    readonly code?: InterventionRefusal;
  };
  entered: undefined;
  asked: Pick<GuidanceRequest, 'failedStage' | 'choices' | 'problem'>;
  'rolling-back': undefined;
  'rolled-back': RollbackResult;
  superseded: undefined;
  'cancel-requested': undefined;
  ended: {
    readonly outcome: Outcome;
    readonly problem?: Problem;
    readonly measured?: MeasuredRelease;
  };
}

/** What an entry tells. */
export type EntryKind = keyof EntryFacts;

interface EntryHead {
  /** Unique within the audit log: an entry with an id that is there is not written again. */
  readonly id: string;
  /** In milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly by?: string;
  readonly why?: string;
  readonly environment?: string;
}

/** One thing that happened. Plain JSON. Whoever reads an entry does not count on any fact. */
export type AuditEntry<Kind extends EntryKind = EntryKind> = {
  readonly [Each in Kind]: EntryHead & {
    readonly kind: Each;
    readonly facts?: Readonly<Partial<NonNullable<EntryFacts[Each]>>>;
  };
}[Kind];

/** Bytes with a signature over them and their type, as DSSE v1 has it. */
export interface Envelope {
  readonly payloadType: string;
  /** Base64. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** A signed attestation about the entries before it. */
export interface AttestationEntry {
  readonly id: string;
  readonly kind: 'attestation';
  /** When the release that it is about ended, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly envelope: Envelope;
}

/** An entry in its place, with the hash of the one before: no change stays unseen. */
export type ChainedEntry = (AuditEntry | AttestationEntry) & {
  /** From 1. */
  readonly seq: number;
  /** The hash of the entry before, or `NO_ENTRY`. */
  readonly prev: string;
  /** SHA-256 over the canonical JSON of everything else, `sha256:…`. */
  readonly hash: string;
};

/** The kinds that the API adds by itself, also after the end of a release. They decide nothing. */
export const LATE_KINDS: ReadonlySet<string> = new Set<EntryKind>(['refused']);

/** The hash that the first entry names as the one before. */
export const NO_ENTRY = `sha256:${'0'.repeat(64)}`;

/** The id of an environment's audit log. A release's audit log has the id of the release. */
export function environmentAuditId(service: string, environment: string): string {
  return `environment.${service}.${environment}`;
}
