import { CancellationScope, CancelledFailure } from '@temporalio/workflow';
import type { Artifact, ReleaseInput } from '../domain/release.ts';
import type { EnvironmentPlan, Plan } from '../domain/plan.ts';
import { steps } from './activities.ts';
import { announce } from './announce.ts';
import type { GateHandle, GateVerdict } from './gate.ts';
import type { LockHandle } from './lock.ts';

export interface Entrance {
  readonly input: ReleaseInput;
  readonly plan: Plan;
  readonly artifact: Artifact;
  readonly gate: GateHandle;
  readonly lock: LockHandle;
}

/**
 * Takes the release into one environment: gate, lock, deploy, verify. A deployment that has begun
 * is finished, also when the release is cancelled meanwhile.
 *
 * @throws CancelledFailure before the lock, or after the environment was left
 * @throws ActivityFailure if the deployment or the verification failed
 */
export async function enter(
  environment: EnvironmentPlan,
  { input, plan, artifact, gate, lock }: Entrance,
): Promise<GateVerdict> {
  const verdict = await gate.pass({ plan, environment, artifact });
  if (verdict.kind !== 'approved') return verdict;

  const { name, target, secrets } = environment;
  const place = { service: plan.service, environment: name, secrets };
  const what = { releaseId: input.id, commit: plan.commit, digest: artifact.digest };
  const url = environment.url === undefined ? {} : { url: environment.url };
  const verifications = plan.pipeline.verify;

  const { heartbeatMs } = plan;
  await lock.whileInside({ environment: name, heartbeatMs }, async (wentLive) => {
    announce(input, 'deploying', { environment: name });
    const { deploy } = steps(name, target.timeoutMs, heartbeatMs);
    await deploy({ ...place, ...what, ...url, target });
    const live = { ...what, atMs: Date.now(), verified: false };
    wentLive(live);
    const { verify } = steps(name, verifyingMs(plan), heartbeatMs);
    await verify({ ...place, ...what, ...url, repository: plan.repository, verifications });
    wentLive({ ...live, verified: true });
  });
  return verdict;
}

/** Stops here if somebody asked for it while the environment could not be left. */
export function honourCancellation(): void {
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('cancelled');
}

function verifyingMs({ pipeline }: Plan): number {
  const bounds = pipeline.verify.map((v) => (v.kind === 'http' ? v.withinMs : v.timeoutMs));
  return bounds.reduce((sum, ms) => sum + ms, 0);
}
