import type { Comparison, Expectation } from './pipeline.ts';

/** The result of a check. `inconclusive`: it could not measure, which is neither good nor bad. */
export type CheckResult = 'passed' | 'failed' | 'inconclusive';

/** The result of one check, and a sentence that says why. */
export interface VerificationResult {
  readonly verdict: CheckResult;
  readonly sentence: string;
}

/**
 * Folds the results of several checks into one: failed wins over inconclusive, and that over
 * passed. Without any check the release has passed.
 */
export function overall(results: readonly Pick<VerificationResult, 'verdict'>[]): CheckResult {
  const found = (verdict: CheckResult) => results.some((result) => result.verdict === verdict);
  if (found('failed')) return 'failed';
  return found('inconclusive') ? 'inconclusive' : 'passed';
}

const HOLDS: Readonly<Record<Comparison, (one: number, other: number) => boolean>> = {
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
  '==': (one, other) => one === other,
  '!=': (one, other) => one !== other,
};

/**
 * Compares a number that was measured with what is expected. What is no number (`0/0`) says
 * nothing, so it is inconclusive. An infinite one (`1/0`) has a place in the order of numbers, but
 * is equal to none and different from none that could be measured, so `==` and `!=` say nothing.
 */
export function meets({ operator, value }: Expectation, measured: number): CheckResult {
  if (Number.isNaN(measured)) return 'inconclusive';
  const isEquality = operator === '==' || operator === '!=';
  if (isEquality && !Number.isFinite(measured)) return 'inconclusive';
  return HOLDS[operator](measured, value) ? 'passed' : 'failed';
}

/** The only codes by which a release itself is found to be bad. */
const FOUND_BAD: Partial<Record<string, string>> = {
  verify: 'VERIFICATION_FAILED',
  watch: 'WATCH_FAILED',
};

/**
 * Whether nobody knows: neither good nor bad, so a person is asked. What kept checks from being made,
 * such as a full disk, says nothing about the release.
 *
 * @param code of the catalogue
 * @param where the step that failed: a check is one of `verify` or `watch`
 */
export function isInconclusive(code: string | undefined, where?: string): boolean {
  if (code === 'VERIFICATION_INCONCLUSIVE' || code === 'DEPLOYMENT_STATE_UNKNOWN') return true;
  const bad = where === undefined ? undefined : FOUND_BAD[where];
  return bad !== undefined && code !== undefined && code !== bad;
}
