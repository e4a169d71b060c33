import { createPublicKey, verify } from 'node:crypto';
import type { CheckedVote } from '../domain/gate.ts';
import { type SignedVote, voteText } from '../domain/vote-text.ts';

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
  return {
    vote: { ...vote, signed: signature !== undefined && isGenuine(vote, signature, input.key) },
  };
}

function isGenuine(vote: Omit<SignedVote, 'signature'>, signature: string, key: string): boolean {
  try {
    const publicKey = createPublicKey({
      key: Buffer.from(key, 'base64'),
      format: 'der',
      type: 'spki',
    });
    return verify(null, Buffer.from(voteText(vote)), publicKey, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
