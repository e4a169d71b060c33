/** The subject of a vote: exactly this deployment, and no other. */
export interface ApprovalRequest {
  readonly releaseId: string;
  readonly service: string;
  readonly environment: string;
  readonly commit: string;
  /** The digest of the artifact that was tested. */
  readonly artifact: string;
  /** The digest of the plan, with the rules of the gate. */
  readonly plan: string;
  /** The live release that would be replaced, or `null` for the first one. */
  readonly live: string | null;
  /** The id of the run that seals the request, so that no vote fits two runs. */
  readonly nonce: string;
}

/** An approval request with the SHA-256 over its canonical JSON, `sha256:…`. */
export interface SealedApprovalRequest extends ApprovalRequest {
  readonly digest: string;
}
