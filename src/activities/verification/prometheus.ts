import type { VerificationResult } from '../../domain/plan/check-result.ts';
import type { PrometheusVerification } from '../../domain/plan/pipeline.ts';
import type { Deployment } from '../targets/target.ts';
import { judgeMeasurement } from './prometheus-answer.ts';
import { ask } from './request.ts';
import { askUntilPassed, type Question } from './retry.ts';

export interface PrometheusCheck extends Pick<Question, 'shortestTryMs' | 'signal' | 'say'> {
  /** Where Prometheus is, or whatever else answers `/api/v1/query` as it does. */
  readonly prometheus: string | undefined;
  readonly verification: PrometheusVerification;
  /** What the variables of the query stand for. */
  readonly deployment: Pick<Deployment, 'service' | 'environment' | 'releaseId' | 'commit'>;
  readonly fetch?: typeof fetch;
}

/**
 * Asks Prometheus until every series of the answer is as expected or the time is over. Only asks,
 * so it may be repeated.
 *
 * @returns failed if the newest number that was measured was another than expected; inconclusive
 *   if none was: no series, no number, an error, no answer
 * @throws the reason of the signal, if it fires meanwhile
 */
export async function verifyPrometheus(check: PrometheusCheck): Promise<VerificationResult> {
  const { verification, deployment, prometheus, signal, fetch: send = fetch } = check;
  const { name, expect, retryForMs } = verification;
  if (prometheus === undefined)
    return {
      verdict: 'inconclusive',
      sentence: `${name}: ${deployment.environment} has no \`prometheus\` address.`,
    };
  const address = `${prometheus.replace(/\/+$/, '')}/api/v1/query`;
  const query = filledIn(verification.query, deployment);
  const judge = (response: Response) => judgeMeasurement(response, expect);
  return askUntilPassed({
    ...check,
    subject: `${name}: ${prometheus}`,
    retryForMs,
    attempt(timeoutMs) {
      // Prometheus gives up as well, so that nothing goes on there that nobody waits for.
      const form = { query, timeout: `${timeoutMs}ms` };
      return ask({ address, form, timeoutMs, signal, fetch: send, judge });
    },
  });
}

/** The query with its variables replaced; what they stand for cannot end a string of PromQL. */
export function filledIn(query: string, deployment: PrometheusCheck['deployment']): string {
  const { service, environment, releaseId: release, commit } = deployment;
  const values: Readonly<Record<string, string>> = { service, environment, release, commit };
  return query.replace(/\$(service|environment|release|commit)(?!\w)/g, (_, name: string) =>
    escaped(values[name] ?? ''),
  );
}

/** By code, because that is the same between both kinds of quotes, and ends no raw string either. */
function escaped(value: string): string {
  return value.replace(/[^\w .:/@+-]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\U${code.toString(16).padStart(8, '0')}`;
  });
}
