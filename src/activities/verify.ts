import { type ErrorCode, SlipwayError } from '../domain/errors.ts';
import { type CheckResult, overall, type VerificationResult } from '../domain/plan/check-result.ts';
import type { Verification } from '../domain/plan/pipeline.ts';
import type { Source } from '../source/source.ts';
import { runStep, type StepDependencies, type StepSpec } from './step.ts';
import { type CheckedDeployment, makeCheck } from './verification/check.ts';

export interface VerifyInput extends CheckedDeployment, Pick<StepSpec, 'log' | 'traceparent'> {
  readonly repository: string;
  readonly verifications: readonly Verification[];
  readonly secrets: readonly string[];
}

const CODE: Record<Exclude<CheckResult, 'passed'>, ErrorCode> = {
  failed: 'VERIFICATION_FAILED',
  inconclusive: 'VERIFICATION_INCONCLUSIVE',
};

/**
 * Checks a release where it was just deployed: every check, one after another, in the order
 * written. Only asks, so it may be repeated.
 *
 * @throws VERIFICATION_FAILED, VERIFICATION_INCONCLUSIVE, SECRET_MISSING, what the source says
 */
export function createVerify(dependencies: StepDependencies & { readonly source: Source }) {
  return async function verify(
    input: VerifyInput,
  ): Promise<{ readonly checks: readonly string[] }> {
    const { environment: about, verifications } = input;
    return runStep(dependencies, { ...input, about }, async (context) => {
      const { workspace, signal } = context;
      if (verifications.some(({ kind }) => kind === 'run'))
        await dependencies.source.checkout({ ...input, into: workspace.folder, signal });
      const results: VerificationResult[] = [];
      for (const verification of verifications) {
        const result = await makeCheck(input, verification, context);
        context.say(result.sentence);
        results.push(result);
      }
      return conclude(results);
    });
  };
}

/** @throws SlipwayError unless every check passed */
function conclude(results: readonly VerificationResult[]) {
  const finding = overall(results);
  const checks = results.map(({ sentence }) => sentence);
  if (finding === 'passed') return { checks };
  const bad = results.filter(({ verdict }) => verdict !== 'passed');
  throw new SlipwayError(CODE[finding], bad.map(({ sentence }) => sentence).join(' '));
}
