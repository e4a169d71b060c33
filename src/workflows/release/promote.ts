import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import type { DeployResult } from '../shared/deploy-and-verify.ts';
import { type Approval, obtainApproval } from './approval.ts';
import type { ReleaseContext } from './context.ts';
import { deployWhenReady } from './deploy.ts';
import { throwIfCancelled } from './ending.ts';
import { recover } from './recovery.ts';
import type { Ended, Next, StageResult } from './stage-result.ts';
import { watch } from './watch.ts';

/**
 * Takes a release into one environment: approval, soak, window, lock, deployment, verification and
 * watch. It starts again from the approval as often as something changes that the approval is about.
 *
 * @throws CancelledFailure while it waits, or the error by which the release fails
 */
export async function promote(
  environment: EnvironmentPlan,
  context: ReleaseContext,
): Promise<Next<undefined> | Ended> {
  for (;;) {
    throwIfCancelled();
    const promoted = await promoteOnce(environment, context);
    if (promoted.kind !== 'again') return promoted;
  }
}

async function promoteOnce(
  environment: EnvironmentPlan,
  context: ReleaseContext,
): Promise<StageResult> {
  const approved = await obtainApproval(environment, context);
  if (approved.kind !== 'next') return approved;
  const deployed = await deployWhenReady(environment, context, approved.value);
  if (deployed.kind !== 'next') return deployed;
  return watchUntilStable(environment, context, approved.value, deployed.value);
}

/** Watches a deployment, and recovers from what fails, until nothing is left to do. */
async function watchUntilStable(
  environment: EnvironmentPlan,
  context: ReleaseContext,
  approval: Approval,
  deployed: DeployResult,
): Promise<StageResult> {
  for (let result = deployed; ; result = { kind: 'verified' }) {
    if (result.kind === 'verified') {
      throwIfCancelled();
      const watched = await watch(environment, context);
      if (watched.kind !== 'failed') return watched;
      result = watched;
    }
    const recovered = await recover(environment, context, approval, result);
    if (recovered.kind !== 'watch') return recovered;
  }
}
