import { SlipwayError } from '../../domain/errors.ts';
import type { Mail } from './request.ts';

/** Says that the same may be tried later: too early, too many, or took too long. */
const LATER: readonly number[] = [408, 425, 429];
/** Says that nobody is there any more, and asks to be told no more. */
const GONE = 410;
/** Nobody is kept waiting longer than this by what an answer says. */
const LONGEST_PAUSE_MS = 86_400_000;

/**
 * Throws away the body of an answer, and reads by its status whether the notification has arrived.
 *
 * @throws SlipwayError NOTIFICATION_FAILED with `retryAfterMs` if it says so, NOTIFICATION_REFUSED,
 *   RECIPIENT_GONE
 */
export async function requireTaken(response: Response, { name }: Mail): Promise<void> {
  await response.body?.cancel().catch(() => {});
  if (response.ok) return;
  throw refusal(response, name);
}

/** What an answer that is no success means. */
export function refusal({ status, headers }: Response, name: string): SlipwayError {
  const message = `${name} returned ${status}.`;
  if (status === GONE) return new SlipwayError('RECIPIENT_GONE', message);
  const retryAfterMs = pauseOf(headers.get('retry-after'), Date.now()) ?? untilReset(headers);
  const isLater =
    status >= 500 || LATER.includes(status) || (status === 403 && retryAfterMs !== undefined);
  if (!isLater) return new SlipwayError('NOTIFICATION_REFUSED', message);
  return new SlipwayError('NOTIFICATION_FAILED', message, {
    ...(retryAfterMs !== undefined && { details: { retryAfterMs } }),
  });
}

/** How long it is until GitHub takes requests again, if it takes no more of them now. */
function untilReset(headers: Headers): number | undefined {
  const reset = Number(headers.get('x-ratelimit-reset'));
  if (headers.get('x-ratelimit-remaining') !== '0' || !(reset > 0)) return undefined;
  return Math.min(Math.max(reset * 1_000 - Date.now(), 1_000), LONGEST_PAUSE_MS);
}

/** How long `Retry-After` wants us to wait, in milliseconds: seconds, or a date. */
export function pauseOf(written: string | null, nowMs: number): number | undefined {
  if (written === null) return undefined;
  const ms = /^\d+$/.test(written) ? Number(written) * 1_000 : Date.parse(written) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS);
}
