import { createPublicKey, type KeyObject } from 'node:crypto';

/**
 * Reads an Ed25519 public key.
 *
 * @param text a PEM, or the SPKI in base64 as the API publishes it in `keys/votes.pub`
 * @returns `undefined` if it is none
 */
export function readPublicKey(text: string): KeyObject | undefined {
  try {
    const key = text.includes('-----BEGIN PUBLIC KEY-----')
      ? createPublicKey(text)
      : createPublicKey({ key: Buffer.from(text.trim(), 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}
