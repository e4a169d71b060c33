import { createHmac } from 'node:crypto';
import { SlipwayError } from '../../domain/errors.ts';

/** Base64 of 24 to 64 bytes, behind a prefix that says what it is. */
const SECRET = /^(?:whsec_)?([A-Za-z0-9+/]{32,88}={0,2})$/;

export interface Signed {
  readonly id: string;
  readonly body: string;
  readonly atMs: number;
}

/**
 * Signs a webhook as https://www.standardwebhooks.com has it.
 *
 * @throws SlipwayError NOTIFICATION_REFUSED if the secret has another form
 */
export function signedHeaders({ id, body, atMs }: Signed, secret: string): Record<string, string> {
  const [, key] = SECRET.exec(secret) ?? [];
  if (key === undefined)
    throw new SlipwayError('NOTIFICATION_REFUSED', 'The secret is not whsec_ and base64.');
  const timestamp = Math.floor(atMs / 1_000);
  const signature = createHmac('sha256', Buffer.from(key, 'base64'))
    .update(`${id}.${timestamp}.${body}`)
    .digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}
