import { canonicalJson } from '../canonical-json.ts';
import type { Vote, VoteVerdict } from './vote.ts';

/** The text that a vote's signature covers: every field of the vote, in canonical form. */
export function voteSigningText(vote: Vote): string {
  const { voteId, by, verdict, approvalRequest, comment, deployAfterMs, atMs, groups } = vote;
  return canonicalJson({
    voteId,
    by,
    verdict,
    approvalRequest,
    comment,
    deployAfterMs,
    atMs,
    groups,
  });
}

/** A vote as the approval signal carries it. */
export interface SignedVote extends Vote {
  /** Ed25519 over `voteSigningText`, base64. Absent in a vote that was typed into a tool of Temporal. */
  readonly signature?: string;
}

/**
 * Reads the payload of an approval signal, which anybody with access to Temporal may have typed.
 *
 * @param nowMs replaces a missing instant
 * @returns `undefined` if the payload is no vote; never throws
 */
export function parseVote(payload: unknown, nowMs: number): SignedVote | undefined {
  if (payload === null || typeof payload !== 'object') return undefined;
  const fields = payload as Record<string, unknown>;
  const { voteId, by, verdict, approvalRequest, comment, deployAfterMs, atMs } = fields;
  const { groups, signature } = fields;
  if (!isVerdict(verdict)) return undefined;
  if (!isText(by) || !isText(approvalRequest)) return undefined;
  return {
    voteId: isText(voteId) ? voteId : `${by}/${verdict}/${nowMs}`,
    by,
    verdict,
    approvalRequest,
    ...(isText(comment) && { comment }),
    ...(isInstant(deployAfterMs) && { deployAfterMs }),
    atMs: isInstant(atMs) ? atMs : nowMs,
    ...(areNames(groups) && { groups }),
    ...(isText(signature) && { signature }),
  };
}

function isVerdict(value: unknown): value is VoteVerdict {
  return value === 'approve' || value === 'reject' || value === 'withdraw';
}

function isInstant(value: unknown): value is number {
  // The range of a date: other numbers would break the code that formats them.
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

function areNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= 1_000 && value.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 4_000;
}
