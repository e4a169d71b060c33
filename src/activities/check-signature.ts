import { createPublicKey, verify } from 'node:crypto';

/**
 * Whether a text carries the signature of this key. Never throws.
 *
 * @param signature Ed25519, base64
 * @param key Ed25519 public key, SPKI, base64
 */
export function hasValidSignature(text: string, signature: string, key: string): boolean {
  try {
    const publicKey = createPublicKey({
      key: Buffer.from(key, 'base64'),
      format: 'der',
      type: 'spki',
    });
    return verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
