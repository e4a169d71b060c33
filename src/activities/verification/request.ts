import { formatDuration } from '../../domain/duration.ts';
import type { Attempt } from './retry.ts';

/** One request, and how its answer is judged. */
export interface Request {
  readonly address: string;
  /** Sent with POST, as a form; without one it is a GET. */
  readonly form?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
  judge(response: Response): Promise<Attempt>;
}

const BODY_LIMIT_BYTES = 1024 * 1024;

/**
 * Asks once; redirects are answers, not followed. An answer that breaks off before it could be
 * judged has measured nothing.
 *
 * @throws the reason of the signal, if it fires meanwhile
 */
export async function ask(request: Request): Promise<Attempt> {
  const { address, form, signal, timeoutMs } = request;
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await request.fetch(address, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
      // A kept connection would go on asking the process that was live before.
      headers: { connection: 'close', 'user-agent': 'slipway' },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    return await request.judge(response);
  } catch (error) {
    signal.throwIfAborted();
    if (!limit.aborted) return { verdict: 'inconclusive', saw: `no response: ${why(error)}` };
    return { verdict: 'inconclusive', saw: `no response within ${formatDuration(timeoutMs)}` };
  }
}

/** The body, cut after 1 MiB. */
export async function beginningOf(response: Response): Promise<{ text: string; whole: boolean }> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    sizeBytes += chunk.byteLength;
    // Leaving the loop cancels the body, so the rest is never sent.
    if (sizeBytes > BODY_LIMIT_BYTES) break;
  }
  const text = Buffer.concat(chunks).subarray(0, BODY_LIMIT_BYTES).toString();
  return { text, whole: sizeBytes <= BODY_LIMIT_BYTES };
}

/** `fetch` hides what the network said in the cause of its error. */
function why(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
