/** A vote: what one person says at a gate. */

export type VoteVerdict = 'approve' | 'reject' | 'withdraw';

/** One person's answer, as it arrives. */
export interface Vote {
  /** Unique, so that its receipt can be asked for. */
  readonly voteId: string;
  /** Who votes: from the credential where the vote is signed, a claim where it is not. */
  readonly by: string;
  readonly verdict: VoteVerdict;
  /** The digest of the approval request that is voted on. */
  readonly approvalRequest: string;
  /** Why. Never absent for a rejection that counts. */
  readonly comment?: string;
  /** Approves, but for no earlier than this, in milliseconds since the Unix epoch. */
  readonly deployAfterMs?: number;
  /** When it was cast, in milliseconds since the Unix epoch, by the clock of who took it. */
  readonly atMs: number;
  /** Groups that the API attests by an identity provider; absent where none knows who votes. */
  readonly groups?: readonly string[];
}

/** A vote whose signature has been looked at. */
export interface CheckedVote extends Vote {
  readonly signed: boolean;
}
