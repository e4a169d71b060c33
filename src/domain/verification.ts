/** What a check found. `inconclusive`: it could not measure, which is neither good nor bad. */
export type Finding = 'passed' | 'failed' | 'inconclusive';

/** What one check found, and a sentence for people that says why. */
export interface VerificationResult {
  readonly verdict: Finding;
  readonly sentence: string;
}

/**
 * Folds the results of several checks into one: failed wins over inconclusive, and that over
 * passed. Without any check nothing speaks against the release, so it has passed.
 */
export function overall(results: readonly Pick<VerificationResult, 'verdict'>[]): Finding {
  const found = (verdict: Finding) => results.some((result) => result.verdict === verdict);
  if (found('failed')) return 'failed';
  return found('inconclusive') ? 'inconclusive' : 'passed';
}
