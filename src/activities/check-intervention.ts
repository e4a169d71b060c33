import {
  type CheckedIntervention,
  interventionSigningText,
  type SignedIntervention,
} from '../domain/release/intervention.ts';
import { hasValidSignature } from './check-signature.ts';

/**
 * Tells whether an order carries the signature of the API that this release was started by. Only
 * reads; may be repeated; never throws.
 *
 * @param key Ed25519 public key, SPKI, base64
 */
export async function checkIntervention(input: {
  readonly intervention: SignedIntervention;
  readonly key: string;
}): Promise<{ readonly intervention: CheckedIntervention }> {
  const { signature, ...intervention } = input.intervention;
  const signed =
    signature !== undefined &&
    hasValidSignature(interventionSigningText(intervention), signature, input.key);
  return { intervention: { ...intervention, signed } };
}
