import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { type SignedVote, voteSigningText } from '../../domain/gate/vote-signature.ts';
import type { Vote } from '../../domain/gate/vote.ts';
import {
  type Intervention,
  interventionSigningText,
  type SignedIntervention,
} from '../../domain/release/intervention.ts';

/** Signs votes and interventions, so that a signal typed into Temporal does nothing. */
export interface VoteSigner {
  /** Ed25519, SPKI, base64; a release is started with it. */
  readonly publicKey: string;
  sign(vote: Vote): SignedVote;
  signIntervention(intervention: Intervention): SignedIntervention;
}

/** @param pem an Ed25519 private key, PKCS#8 */
export function createVoteSigner(pem: string): VoteSigner {
  const key: KeyObject = createPrivateKey(pem);
  const signatureOf = (text: string) => sign(null, Buffer.from(text), key).toString('base64');
  return {
    publicKey: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64'),
    sign: (vote) => ({ ...vote, signature: signatureOf(voteSigningText(vote)) }),
    signIntervention: (intervention) => ({
      ...intervention,
      signature: signatureOf(interventionSigningText(intervention)),
    }),
  };
}
