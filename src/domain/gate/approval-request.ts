import type { Author } from '../plan/plan.ts';

/** What is live in an environment. */
export interface LiveRelease {
  readonly releaseId: string;
  readonly commit: string;
  /** The first line of the commit's message; like its author absent where it went live before that was kept. */
  readonly subject?: string;
  readonly author?: Author;
  /** Of the artifact, `sha256:…`. */
  readonly digest: string;
  /** When it was deployed, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Whether its verification passed there. */
  readonly verified: boolean;
  /** When it passed, in milliseconds since the Unix epoch: soaking counts from here. */
  readonly verifiedAtMs?: number;
  /** The digest of the plan that it was deployed by: a rollback deploys it the same way. */
  readonly plan?: string;
  /** The release that was taken back by deploying this one again. */
  readonly rolledBack?: string;
}

/** What exactly a vote is about. Another manifest is another question. */
export interface ApprovalRequest {
  readonly releaseId: string;
  readonly service: string;
  readonly environment: string;
  readonly commit: string;
  /** The digest of the artifact that was tested. */
  readonly artifact: string;
  /** The digest of the plan, with the rules of the gate. */
  readonly plan: string;
  /** The release that it would replace, or `null` for the first one. */
  readonly live: string | null;
  /** The gate's nonce: the id of the run that asks, so that no vote fits two askings. */
  readonly nonce: string;
}

/** A manifest with the SHA-256 over its canonical JSON, `sha256:…`. */
export interface SealedApprovalRequest extends ApprovalRequest {
  readonly digest: string;
}
