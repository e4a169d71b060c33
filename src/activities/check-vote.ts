import { type SignedVote, voteSigningText } from '../domain/gate/vote-signature.ts';
import type { CheckedVote } from '../domain/gate/vote.ts';
import { hasValidSignature } from './check-signature.ts';

/**
 * Tells whether a vote carries the signature of the API that this release was started by: only
 * then is it known who cast it. Only reads; may be repeated; never throws.
 *
 * @param key Ed25519 public key, SPKI, base64
 */
export async function checkVote(input: {
  readonly vote: SignedVote;
  readonly key: string;
}): Promise<{ readonly vote: CheckedVote }> {
  const { signature, ...vote } = input.vote;
  const signed =
    signature !== undefined && hasValidSignature(voteSigningText(vote), signature, input.key);
  return { vote: { ...vote, signed } };
}
