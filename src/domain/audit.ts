/** The audit log of a release: what remains of it in the store when Temporal has forgotten the run. */
import type { Author } from './author.ts';
import type { RollbackResult } from './environment/rollback.ts';
import type { SealedApprovalRequest } from './gate/approval-request.ts';
import type { CheckedVote } from './gate/vote.ts';
import type { MeasuredRelease } from './measure/measured-release.ts';
import type { ChangeSummary } from './plan/change.ts';
import type { PromotionMode } from './plan/promotion.ts';
import type { Problem } from './problem.ts';
import type { CanAct } from './release/can-act.ts';
import type { FailedStage, GuidanceRequest } from './release/guidance.ts';
import type { Artifact, ReleaseInput, ReleaseResult } from './release/release.ts';

type VoteFacts = Pick<
  CheckedVote,
  'verdict' | 'approvalRequest' | 'signed' | 'deployAfterMs' | 'groups'
>;

/** What an entry says beyond who, when, where and why, by its kind. */
export interface EntryFacts {
  started: Pick<ReleaseInput, 'service' | 'commit' | 'ref' | 'subject' | 'committedAtMs'> & {
    readonly author: Author;
  };
  planned: {
    /** The digest of the plan. */
    readonly plan: string;
    readonly repository: string;
    readonly environments: readonly string[];
  };
  built: Artifact;
  tested: { readonly suites: readonly string[] };
  promotion: {
    readonly mode: PromotionMode;
    /** Absent where nobody can be asked. */
    readonly approvalRequest?: SealedApprovalRequest;
    readonly change?: ChangeSummary | undefined;
  };
  'gate-opened': {
    /** The digest of the approval request. */
    readonly approvalRequest: string;
    readonly excludedApprovers: readonly string[];
  };
  reminded: { readonly canAct: CanAct };
  voted: VoteFacts & { readonly effect: 'counted' | 'already-counted' | 'withdrawn' };
  /** A vote or an intervention that does not count, or a call that the API refused. */
  refused: Partial<VoteFacts> & {
    readonly effect?: 'refused';
    readonly intervention?: InterventionFacts['intervention'];
    /** What the call to the API was for, such as `vote` or `cancel`. */
    readonly attempt?: string;
    readonly code: string;
  };
  intervention: InterventionFacts;
  superseded: undefined;
  entered: { readonly digest: string };
  deployed: { readonly digest: string };
  verified: { readonly digest: string };
  watched: {
    readonly finding: 'passed' | 'failed' | 'inconclusive' | 'replaced';
    readonly replacedBy?: string;
    readonly sentence: string;
  };
  failed: { readonly step: FailedStage; readonly code: string };
  'guidance-requested': { readonly choices: GuidanceRequest['choices']; readonly problem: Problem };
  'rollback-requested': { readonly from: string; readonly to: string };
  /** In the log of a release. */
  'rolled-back': RollbackResult;
  /** In the log of an environment. */
  'rollback-ended': {
    readonly from: string;
    readonly to: string;
    readonly outcome: RollbackResult['kind'];
    readonly summary: string;
  };
  frozen: undefined;
  unfrozen: undefined;
  'cancel-requested': undefined;
  ended: ReleaseResult & { readonly measured?: MeasuredRelease };
}

interface InterventionFacts {
  readonly intervention: 'override' | 'mode' | 'guidance';
  /** What the promotion was switched to. */
  readonly mode?: PromotionMode;
  /** The response to a guidance request. */
  readonly choice?: GuidanceRequest['choices'][number];
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

/** What an entry says when it is written: all of its facts. */
export type NewEntry<Kind extends EntryKind> = Omit<EntryHead, 'id' | 'atMs'> & {
  readonly atMs?: number;
} & (EntryFacts[Kind] extends undefined
    ? { readonly facts?: undefined }
    : { readonly facts: EntryFacts[Kind] });

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

/** The hash that the first entry names as the one before. */
export const NO_ENTRY = `sha256:${'0'.repeat(64)}`;

/** The id of an environment's audit log. A release's audit log has the id of the release. */
export function environmentAuditId(service: string, environment: string): string {
  return `environment.${service}.${environment}`;
}
