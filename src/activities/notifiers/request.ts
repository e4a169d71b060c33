import { SlipwayError } from '../../domain/errors.ts';
import { isSafeAddress } from '../../domain/safe-address.ts';

/** What is known where a notification is delivered. */
export interface Mail {
  /** Of the recipient, for messages. */
  readonly name: string;
  secretOf(name: string): string | undefined;
}

export interface Request {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly body?: string;
}

/** What one attempt may take. */
const TIMEOUT_MS = 15_000;

/**
 * Sends a request to a recipient. Redirects are not followed: they would carry the secret elsewhere.
 *
 * @returns any answer; its body is still to be read, or to be thrown away
 * @throws SlipwayError NOTIFICATION_FAILED without one, NOTIFICATION_REFUSED if the address is not safe
 */
export async function send(
  { url, method = 'POST', headers, body }: Request,
  { name }: Mail,
): Promise<Response> {
  if (!isSafeAddress(url))
    throw new SlipwayError('NOTIFICATION_REFUSED', `${name} has an address that is not https.`);
  try {
    return await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { 'user-agent': 'slipway', connection: 'close', ...headers },
      ...(body !== undefined && { body }),
    });
  } catch (error) {
    throw new SlipwayError('NOTIFICATION_FAILED', `${name} ${why(error)}.`);
  }
}

/** The code of the network alone: its message may hold the address. */
function why(error: unknown): string {
  if (!(error instanceof Error)) return 'did not respond';
  if (error.name === 'TimeoutError') return `did not respond within ${TIMEOUT_MS / 1_000} s`;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? `: ${String(cause.code)}` : '';
  return `did not respond${code}`;
}

/** The value of a secret. @throws SlipwayError NOTIFICATION_REFUSED without one */
export function secretNamed(variable: string, { name, secretOf }: Mail): string {
  const value = secretOf(variable);
  if (value !== undefined) return value;
  throw new SlipwayError(
    'NOTIFICATION_REFUSED',
    `${name} needs ${variable}, which is not set on this worker.`,
  );
}
