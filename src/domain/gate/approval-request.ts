/** What exactly a vote is about. Another approval request is another question. */
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

/** A approval request with the SHA-256 over its canonical JSON, `sha256:…`. */
export interface SealedApprovalRequest extends ApprovalRequest {
  readonly digest: string;
}
