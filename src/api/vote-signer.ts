import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { type Vote } from '../domain/gate.ts';
import { type SignedVote, voteText } from '../domain/vote-text.ts';

/** Signs votes, so that the engine can tell them from votes typed into a tool of Temporal. */
export interface VoteSigner {
  /** Ed25519, SPKI, base64: what a release is started with. */
  readonly publicKey: string;
  sign(vote: Vote): SignedVote;
}

/** @param pem an Ed25519 private key, PKCS#8 */
export function createVoteSigner(pem: string): VoteSigner {
  const key: KeyObject = createPrivateKey(pem);
  return {
    publicKey: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64'),
    sign: (vote) => ({
      ...vote,
      signature: sign(null, Buffer.from(voteText(vote)), key).toString('base64'),
    }),
  };
}
