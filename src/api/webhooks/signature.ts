import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../config/secret.ts';
import type { WebhookKeys } from '../../config/webhook-keys.ts';
import { SlipwayError } from '../../domain/errors.ts';

/**
 * Proves that the sender of a body knows the secret. Made from the headers, so that a request
 * without a proof is refused before its body is read.
 *
 * @throws SlipwayError WEBHOOK_SIGNATURE_INVALID
 */
export type Proof = (body: Uint8Array) => void;

/** The largest difference between the sender's clock and ours, and the limit for replays. */
export const REPLAY_LIMIT_MS = 5 * 60_000;

/** GitHub: `X-Hub-Signature-256`, HMAC-SHA256 over the body. */
export function githubProof(keys: readonly Secret[], headers: Headers): Proof {
  const [, hex] = /^sha256=([0-9a-f]{64})$/.exec(headers.get('X-Hub-Signature-256') ?? '') ?? [];
  if (hex === undefined) throw unsigned('The request has no X-Hub-Signature-256.');
  const given = Buffer.from(hex, 'hex');
  return (body) => {
    const fits = keys.map((key) => equal(given, hmac(key.reveal(), body)));
    if (!fits.includes(true)) throw unsigned('The signature does not match the body.');
  };
}

/**
 * Standard Webhooks: `webhook-signature` over `webhook-id`, `webhook-timestamp` and the body.
 *
 * @throws SlipwayError WEBHOOK_TIMESTAMP_EXPIRED if the timestamp is too old or in the future
 */
export function standardProof(keys: readonly Secret[], headers: Headers, nowMs: number): Proof {
  const id = headers.get('webhook-id');
  const timestamp = headers.get('webhook-timestamp') ?? '';
  const given = signaturesIn(headers.get('webhook-signature') ?? '');
  if (!id || !/^\d{1,12}$/.test(timestamp) || given.length === 0)
    throw unsigned(
      'The request lacks webhook-id, webhook-timestamp, or a webhook-signature of version 1.',
    );
  if (Math.abs(nowMs - Number(timestamp) * 1_000) > REPLAY_LIMIT_MS)
    throw new SlipwayError(
      'WEBHOOK_TIMESTAMP_EXPIRED',
      'The signature is older than five minutes.',
    );
  return (body) => {
    const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
    const expected = keys.map((key) => hmac(keyBytes(key), signed));
    const fits = expected.flatMap((one) => given.map((signature) => equal(one, signature)));
    if (!fits.includes(true)) throw unsigned('The signature does not match the body.');
  };
}

/** GitLab: by signature if a signing key is set, otherwise by token. */
export function gitlabProof(
  { secrets, tokens }: NonNullable<WebhookKeys['gitlab']>,
  headers: Headers,
  nowMs: number,
): Proof {
  const token = headers.get('X-Gitlab-Token');
  if (secrets.length > 0 && (headers.has('webhook-signature') || tokens.length === 0))
    return standardProof(secrets, headers, nowMs);
  if (token === null) throw unsigned('The request has no X-Gitlab-Token.');
  const fits = tokens.map((known) => equal(digest(known.reveal()), digest(token)));
  if (!fits.includes(true)) throw unsigned('The token is not valid.');
  return () => {};
}

/** During key rotation a sender signs with both keys. */
function signaturesIn(header: string): readonly Buffer[] {
  const versioned = header.split(' ').slice(0, 10);
  return versioned
    .filter((one) => one.startsWith('v1,'))
    .map((one) => Buffer.from(one.slice('v1,'.length), 'base64'));
}

function keyBytes(key: Secret): Buffer {
  return Buffer.from(key.reveal().replace(/^whsec_/, ''), 'base64');
}

function hmac(key: string | Buffer, body: Uint8Array): Buffer {
  return createHmac('sha256', key).update(body).digest();
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Compares in constant time. */
function equal(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

function unsigned(message: string): SlipwayError {
  return new SlipwayError('WEBHOOK_SIGNATURE_INVALID', message);
}
