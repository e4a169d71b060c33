import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import type { Wait } from '../../domain/release/waiting.ts';
import { traceOf } from '../../domain/traceparent.ts';
import { recheckBeforeDeploy, inRepository } from '../shared/activity-stubs.ts';
import {
  codeOf,
  deployAndVerify,
  type DeployFailure,
  type DeployResult,
} from '../shared/deploy-and-verify.ts';
import type { LockSession } from '../shared/lock.ts';
import type { Approval } from './approval.ts';
import { endedByOthers, publishWait, type ReleaseContext, rolledBackBefore } from './context.ts';
import { waitBeforeDeploy } from './entry-waits.ts';
import { AGAIN, type Ended, next, type StageResult, superseded } from './stage-result.ts';

/** The windows were found closed under the lock. */
const CLOSED = { kind: 'closed' } as const;

/**
 * Waits until an approved release may deploy, and deploys and verifies it. No wait but that for the
 * lock itself holds up others, and a deployment that has begun is finished, also when the release is
 * cancelled meanwhile.
 *
 * @throws CancelledFailure while it waits
 */
export async function deployWhenReady(
  environment: EnvironmentPlan,
  context: ReleaseContext,
  approval: Approval,
): Promise<StageResult<DeployResult>> {
  for (let isClosed = false; ; isClosed = true) {
    const ready = await waitBeforeDeploy(environment, context, approval, isClosed);
    if (ready.kind !== 'next') return ready;
    const deployed = await deployUnderLock(environment, context, approval);
    if (deployed.kind !== 'closed') return deployed;
  }
}

/** Waits for the lock, and checks everything again that may have changed since the release was ready. */
async function deployUnderLock(
  environment: EnvironmentPlan,
  context: ReleaseContext,
  approval: Approval,
): Promise<StageResult<DeployResult> | typeof CLOSED> {
  const { lock, signals } = context;
  const { name } = environment;
  const mode = signals.modeOf(name);
  const request = {
    environment: name,
    requester: lockRequester(context),
    interrupted: () => endedByOthers(name, context) !== undefined || signals.modeOf(name) !== mode,
    onWait: (wait: Wait) => publishWait(context, 'queued', { environment: name, wait }),
  };
  const deployed = await lock.withLock(request, async (session) => {
    // From here on it is too late to change how the environment is entered, and users are told so.
    signals.setContext({ environment: name, isWaiting: false });
    const found = await recheck(approval, environment, context, session);
    if (found.kind === 'ended') return found;
    if (found.kind === 'closed') return CLOSED;
    if (found.kind !== 'ok') return AGAIN;
    return next(await deploy(environment, context, session));
  });
  return deployed ?? AGAIN;
}

/**
 * Deploys once more, which a user has chosen after a failure. No approval and no window is required:
 * a deployment that has begun is finished also in a freeze (W5). But another release may have gone
 * live since: nothing older than that is deployed, and the votes were not about replacing it.
 */
export async function redeploy(
  environment: EnvironmentPlan,
  context: ReleaseContext,
  approval: Approval,
): Promise<StageResult<DeployResult>> {
  const { lock, publisher } = context;
  const { name } = environment;
  const request = {
    environment: name,
    requester: lockRequester(context),
    onWait: (wait: Wait) => publisher.publishPhase('queued', { environment: name, wait }),
  };
  const deployed = await lock.withLock(request, async (session) => {
    const found = await recheck(approval, environment, context, session, true);
    const isBlocked = found.kind === 'ended' || found.kind === 'live-changed';
    if (!isBlocked) return next(await deploy(environment, context, session));
    // This release fixes the environment no longer: others may enter.
    session.recovered();
    return found.kind === 'ended' ? found : AGAIN;
  });
  return deployed ?? AGAIN;
}

/**
 * Deploys and verifies. If it fails and somebody is going to fix it, the environment is frozen until
 * then.
 */
async function deploy(
  environment: EnvironmentPlan,
  { input, plan, artifact, signals, publisher }: ReleaseContext,
  session: LockSession,
): Promise<DeployResult> {
  const { name } = environment;
  const { service, commit, subject, author, heartbeatMs, repository } = plan;
  const { digest } = artifact;
  signals.deploysTo(name);
  publisher.publishPhase('deploying', { environment: name });
  const release = { releaseId: input.id, commit, digest, subject, author, plan: plan.digest };
  const verifications = plan.pipeline.verify;
  const result = await deployAndVerify(
    { service, environment, release, repository, verifications, heartbeatMs, ...traceOf(input) },
    session,
  );
  if (result.kind === 'verified') session.recovered();
  else if (isToBeFixed(environment, result))
    session.freeze(`${input.id} failed here (${codeOf(result.error)}), and is being fixed.`);
  return result;
}

/** Whether a user, or Slipway, is going to do something about a failure. */
function isToBeFixed(
  { onFailure }: EnvironmentPlan,
  { failedStage, isUnclear }: DeployFailure,
): boolean {
  if (isUnclear) return true;
  // A target that could go back has done so by itself.
  if (onFailure === 'rollback') return failedStage === 'verify';
  return onFailure === 'ask';
}

function lockRequester({ input, plan, artifact }: ReleaseContext) {
  const { service, commit, heartbeatMs } = plan;
  return { service, releaseId: input.id, commit, digest: artifact.digest, heartbeatMs };
}

/** Tells what keeps a release from being deployed although it has the lock; `ok` if nothing does. */
async function recheck(
  approval: Approval,
  environment: EnvironmentPlan,
  context: ReleaseContext,
  { found }: Pick<LockSession, 'found'>,
  isRetry = false,
): Promise<Awaited<ReturnType<typeof recheckBeforeDeploy>> | Ended> {
  const newer = await newerLiveRelease(found, approval, context);
  if (newer !== undefined) return superseded(newer);
  const { input, plan, signals } = context;
  const { name, gate } = environment;
  const skipsApproval = isRetry || signals.overriddenBy(name) !== undefined;
  const groups = gate?.groups.map((group) => group.name) ?? [];
  const { by, live } = approval;
  const answer = await recheckBeforeDeploy({
    service: plan.service,
    environment: name,
    releaseId: input.id,
    ...(live !== undefined && { live }),
    found,
    // A vote may hold for another live release; a rule that let it in has looked at one change only.
    staleVotes: by.length > 0 || skipsApproval ? (gate?.staleVotes ?? 'dismiss') : 'dismiss',
    approvers: skipsApproval ? [] : by,
    groups: gate?.escalateTo ? [...groups, gate.escalateTo.name] : groups,
    ...(skipsApproval && { skipWindow: true }),
  });
  return rolledBackBefore(name, context) ?? answer;
}

/** The live release, if it is newer than this one. The one known at the approval is not newer. */
async function newerLiveRelease(
  live: LockSession['found'],
  approval: Approval,
  { plan }: ReleaseContext,
): Promise<string | undefined> {
  const { repository, commit } = plan;
  if (!live || live.releaseId === approval.live || live.commit === commit) return undefined;
  return (await inRepository(plan).checkAge({ repository, commit, live })).newerLiveRelease;
}
