/**
 * How a release whose plan is of the first edition enters an environment: gate, lock, deploy,
 * verify. Kept for releases that were planned before there was more; nothing is added here.
 */
import { workflowInfo } from '@temporalio/workflow';
import type { EnvironmentPlan, Plan } from '../domain/plan.ts';
import { approvalWait, type Wait } from '../domain/waiting.ts';
import { openGate, steps } from './activities.ts';
import type { Entrance } from './entrance.ts';
import type { GateVerdict } from './gate.ts';
import { verifyingMs } from './verifying.ts';

/**
 * @throws CancelledFailure before the lock, or after the environment was left
 * @throws ActivityFailure if the deployment or the verification failed
 */
export async function enterByFirstEdition(
  environment: EnvironmentPlan,
  entrance: Entrance,
): Promise<GateVerdict> {
  const verdict = await passGate(environment, entrance);
  if (verdict.kind !== 'approved') return verdict;

  const { input, plan, artifact, lock, herald } = entrance;
  const { name, target, secrets } = environment;
  const { service, commit, heartbeatMs } = plan;
  const place = { service, environment: name, secrets };
  const what = { releaseId: input.id, commit, digest: artifact.digest };
  const url = environment.url === undefined ? {} : { url: environment.url };
  const verifications = plan.pipeline.verify;
  const door = {
    environment: name,
    visitor: { service, releaseId: input.id, commit, heartbeatMs },
    onWait: (wait: Wait) => herald.announce('awaiting-lock', { environment: name, wait }),
  };

  await lock.whileInside(door, async ({ wentLive }) => {
    herald.announce('deploying', { environment: name });
    const { deploy } = steps(name, target.timeoutMs, heartbeatMs);
    await deploy({ ...place, ...what, ...url, target });
    const live = { ...what, atMs: Date.now(), verified: false };
    wentLive(live);
    const { verify } = steps(name, verifyingMs(plan.pipeline.verify), heartbeatMs);
    await verify({ ...place, ...what, ...url, repository: plan.repository, verifications });
    wentLive({ ...live, verified: true });
  });
  return verdict;
}

async function passGate(environment: EnvironmentPlan, entrance: Entrance): Promise<GateVerdict> {
  const { plan, gate, herald } = entrance;
  const { name, gate: policy } = environment;
  if (!policy) return { kind: 'approved', by: [] };
  const { manifest, own, openedAtMs } = await openGate(question(environment, plan, entrance));
  const { digest } = manifest;
  const opened = gate.open({
    environment: name,
    policy,
    own,
    manifest: digest,
    openedAtMs,
    votes: [],
  });
  herald.announce('awaiting-approval', {
    environment: name,
    wait: approvalWait(opened),
    manifest: digest,
  });
  const verdict = await gate.decide({
    interrupted: () => false,
    summary: (open) => approvalWait(open).sentence,
    remind: async () => {},
  });
  return verdict.kind === 'interrupted' ? { kind: 'expired' } : verdict;
}

function question({ name }: EnvironmentPlan, plan: Plan, { input, artifact }: Entrance) {
  return {
    release: { id: input.id, startedBy: input.startedBy, author: plan.author },
    service: plan.service,
    environment: name,
    commit: plan.commit,
    artifact: artifact.digest,
    plan: plan.digest,
    nonce: workflowInfo().runId,
  };
}
