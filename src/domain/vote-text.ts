import { canonicalJson } from './canonical.ts';
import type { Vote } from './gate.ts';

/** The text that a vote's signature is taken over: every field of the vote, in canonical form. */
export function voteText({ voteId, by, verdict, manifest, comment, atMs }: Vote): string {
  return canonicalJson({ voteId, by, verdict, manifest, comment, atMs });
}

/** A vote as the approval signal carries it. */
export interface SignedVote extends Vote {
  /** Ed25519 over `voteText`, base64. Absent when it was typed into a tool of Temporal. */
  readonly signature?: string;
}

/**
 * Reads the payload of an approval signal, which anybody with access to Temporal may have typed.
 *
 * @param nowMs stands in for a missing instant
 * @returns `undefined` if it is no vote at all; never throws
 */
export function readVote(payload: unknown, nowMs: number): SignedVote | undefined {
  if (payload === null || typeof payload !== 'object') return undefined;
  const { voteId, by, verdict, manifest, comment, atMs, signature } = payload as Record<
    string,
    unknown
  >;
  if (verdict !== 'approve' && verdict !== 'reject') return undefined;
  if (!isText(by) || !isText(manifest)) return undefined;
  return {
    voteId: isText(voteId) ? voteId : `${by}/${verdict}/${nowMs}`,
    by,
    verdict,
    manifest,
    ...(isText(comment) && { comment }),
    atMs: typeof atMs === 'number' && Number.isFinite(atMs) ? atMs : nowMs,
    ...(isText(signature) && { signature }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 4_000;
}
