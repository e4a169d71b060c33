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
export async function checkOrder(input: {
  readonly order: SignedIntervention;
  readonly key: string;
}): Promise<{ readonly order: CheckedIntervention }> {
  const { signature, ...order } = input.order;
  const signed =
    signature !== undefined &&
    hasValidSignature(interventionSigningText(order), signature, input.key);
  return { order: { ...order, signed } };
}
