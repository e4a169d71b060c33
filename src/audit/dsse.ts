/** Dead Simple Signing Envelope v1, with Ed25519: https://github.com/secure-systems-lab/dsse */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Envelope } from '../domain/audit-log/entry.ts';

/** The bytes that a signature is taken over: the type with the payload, each with its length. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const length = Buffer.byteLength(payloadType);
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${length} ${payloadType} ${payload.length} `),
    payload,
  ]);
}

/** Names a key: the SHA-256 of its SPKI, in hexadecimal. Takes a private key as well. */
export function keyId(key: KeyObject): string {
  const known = key.type === 'private' ? createPublicKey(key) : key;
  const spki = known.export({ format: 'der', type: 'spki' });
  return createHash('sha256').update(spki).digest('hex');
}

/** @param key an Ed25519 private key */
export function sealed(payloadType: string, payload: Uint8Array, key: KeyObject): Envelope {
  const sig = sign(null, preAuthenticationEncoding(payloadType, payload), key);
  return {
    payloadType,
    payload: Buffer.from(payload).toString('base64'),
    signatures: [{ keyid: keyId(key), sig: sig.toString('base64') }],
  };
}

/**
 * The payload, if a signature of this key is over it. The name of a key is a hint only. Never
 * throws, whatever the envelope holds.
 *
 * @param key an Ed25519 public key
 */
export function opened(envelope: Envelope, key: KeyObject): Buffer | undefined {
  try {
    const { payloadType, signatures } = envelope;
    const payload = Buffer.from(envelope.payload, 'base64');
    const signed = preAuthenticationEncoding(payloadType, payload);
    const fits = signatures.some(({ sig }) =>
      verify(null, signed, key, Buffer.from(sig, 'base64')),
    );
    return fits ? payload : undefined;
  } catch {
    return undefined;
  }
}
