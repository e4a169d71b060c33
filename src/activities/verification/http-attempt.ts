import { formatDuration } from '../../domain/duration.ts';
import type { HttpVerification } from '../../domain/plan.ts';
import type { Finding } from '../../domain/verification.ts';

/** What one request found, and the end of a sentence that begins with the address. */
export interface Attempt {
  readonly verdict: Finding;
  readonly saw: string;
}

export interface HttpQuestion {
  readonly address: string;
  readonly verification: Pick<HttpVerification, 'expectStatus' | 'expectText'>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly fetch: typeof fetch;
}

const BODY_LIMIT_BYTES = 1024 * 1024;

/** Asks once. An answer that breaks off before it could be judged has measured nothing. */
export async function tryHttp(question: HttpQuestion): Promise<Attempt> {
  const { address, signal, timeoutMs } = question;
  signal.throwIfAborted();
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const response = await question.fetch(address, {
      redirect: 'manual',
      signal: AbortSignal.any([signal, limit]),
      // A kept connection would go on asking the process that was live before.
      headers: { connection: 'close', 'user-agent': 'slipway' },
    });
    return await judge(response, question.verification);
  } catch (error) {
    signal.throwIfAborted();
    if (!limit.aborted) return { verdict: 'inconclusive', saw: `gave no answer: ${why(error)}` };
    return { verdict: 'inconclusive', saw: `did not answer in ${formatDuration(timeoutMs)}` };
  }
}

async function judge(
  response: Response,
  { expectStatus, expectText }: HttpQuestion['verification'],
): Promise<Attempt> {
  const { status } = response;
  if (status !== expectStatus || expectText === undefined) {
    await response.body?.cancel();
    return status === expectStatus
      ? { verdict: 'passed', saw: `answered ${status}` }
      : { verdict: 'failed', saw: `answered ${status}, expected ${expectStatus}` };
  }
  if (!(await beginningOf(response)).includes(expectText))
    return { verdict: 'failed', saw: `answered ${status} without ${JSON.stringify(expectText)}` };
  return { verdict: 'passed', saw: `answered ${status}` };
}
async function beginningOf(response: Response): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    sizeBytes += chunk.byteLength;
    // Leaving the loop cancels the body, so the rest is never sent.
    if (sizeBytes >= BODY_LIMIT_BYTES) break;
  }
  return Buffer.concat(chunks).subarray(0, BODY_LIMIT_BYTES);
}

/** `fetch` hides what the network said in the cause of its error. */
function why(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
