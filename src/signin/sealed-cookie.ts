import { createPrivateKey, hkdfSync } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';

/** Seals what a browser keeps for this API, so that nobody else can read or change it. */
export interface Seal<Content extends object> {
  /** @param lifeMs after which it does not open any more */
  close(content: Content, lifeMs: number): Promise<string>;
  /** @returns `undefined` for what is not sealed by this key for this purpose, or is too old */
  open(sealed: string): Promise<Content | undefined>;
}

const CIPHER = { alg: 'dir', enc: 'A256GCM' } as const;

/**
 * Makes a seal for one purpose: what is sealed for another one does not open.
 *
 * @param secret of high entropy, the same in every process that must open what the others close
 */
export function createSeal<Content extends object>(secret: string, purpose: string): Seal<Content> {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', `slipway ${purpose}`, 32));
  return {
    close: (content, lifeMs) =>
      new EncryptJWT({ content })
        .setProtectedHeader(CIPHER)
        .setExpirationTime(new Date(Date.now() + lifeMs))
        .encrypt(key),
    async open(sealed) {
      try {
        const { payload } = await jwtDecrypt<{ content: Content }>(sealed, key, {
          keyManagementAlgorithms: [CIPHER.alg],
          contentEncryptionAlgorithms: [CIPHER.enc],
          requiredClaims: ['exp'],
        });
        return payload.content;
      } catch {
        return undefined;
      }
    },
  };
}

/**
 * A secret that every process has that signs votes by the same key, however its text is broken into
 * lines.
 *
 * @param pem the private key
 */
export function sessionSecretOf(pem: string): string {
  return createPrivateKey(pem).export({ format: 'der', type: 'pkcs8' }).toString('base64');
}
