/** A vote: the decision of one user at a gate. */

export type VoteVerdict = 'approve' | 'reject' | 'withdraw';

/** A vote as it arrives. */
export interface Vote {
  /** Unique, so that its receipt can be asked for. */
  readonly voteId: string;
  /** The voter: from the credential in a signed vote, a mere claim in an unsigned one. */
  readonly by: string;
  readonly verdict: VoteVerdict;
  /** The digest of the approval request that is voted on. */
  readonly approvalRequest: string;
  /** The reason, which a rejection needs. */
  readonly comment?: string;
  /** Approves a deployment not earlier than this, in milliseconds since the Unix epoch. */
  readonly deployAfterMs?: number;
  /** When it was cast, in milliseconds since the Unix epoch, by the clock of the API. */
  readonly atMs: number;
  /** Groups that the API attests by an identity provider; absent for a voter that none knows. */
  readonly groups?: readonly string[];
}

/** A vote whose signature was checked. */
export interface CheckedVote extends Vote {
  readonly signed: boolean;
}
