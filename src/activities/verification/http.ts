import type { VerificationResult } from '../../domain/plan/check-result.ts';
import type { HttpVerification } from '../../domain/plan/pipeline.ts';
import { ask, beginningOf } from './request.ts';
import { askUntilPassed, type Attempt, type Question } from './retry.ts';

export interface HttpCheck extends Pick<Question, 'shortestTryMs' | 'signal' | 'say'> {
  /** Where the environment answers; the path of the verification is appended. */
  readonly url: string;
  readonly verification: HttpVerification;
  readonly fetch?: typeof fetch;
}

/**
 * Asks an address until it answers as expected or the time of the verification is over. Redirects
 * are answers, not followed; at most 1 MiB of a body is read. Only asks, so it may be repeated.
 *
 * @returns failed if the newest answer was another than expected, inconclusive if none ever came
 * @throws the reason of the signal, if it fires meanwhile
 */
export async function verifyHttp(check: HttpCheck): Promise<VerificationResult> {
  const { verification, signal, fetch: send = fetch } = check;
  const { name, path, retryForMs } = verification;
  const address = `${check.url.replace(/\/+$/, '')}${path}`;
  const judge = (response: Response) => judgeAnswer(response, verification);
  return askUntilPassed({
    ...check,
    subject: `${name}: ${address}`,
    retryForMs,
    attempt: (timeoutMs) => ask({ address, timeoutMs, signal, fetch: send, judge }),
  });
}

async function judgeAnswer(
  response: Response,
  { expectStatus, expectText }: HttpVerification,
): Promise<Attempt> {
  const { status } = response;
  if (status !== expectStatus || expectText === undefined) {
    await response.body?.cancel();
    return status === expectStatus
      ? { verdict: 'passed', saw: `responded ${status}` }
      : { verdict: 'failed', saw: `responded ${status}, expected ${expectStatus}` };
  }
  const { text } = await beginningOf(response);
  if (!text.includes(expectText))
    return { verdict: 'failed', saw: `responded ${status} without ${JSON.stringify(expectText)}` };
  return { verdict: 'passed', saw: `responded ${status}` };
}
