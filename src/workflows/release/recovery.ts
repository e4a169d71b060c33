import {
  CancellationScope,
  condition,
  executeChild,
  isCancellation,
  uuid4,
} from '@temporalio/workflow';
import type { RollbackInput, RollbackResult } from '../../domain/environment/rollback.ts';
import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import type { GuidanceChoice } from '../../domain/release/intervention.ts';
import { guidanceWait } from '../../domain/release/waiting.ts';
import { traceOf } from '../../domain/traceparent.ts';
import { askForGuidance, checkLive } from '../shared/activity-stubs.ts';
import { codeOf, type DeployFailure } from '../shared/deploy-and-verify.ts';
import type { Approval } from './approval.ts';
import type { ReleaseContext } from './context.ts';
import { redeploy } from './deploy.ts';
import { problemOf } from './ending.ts';
import { next, rolledBack, type StageResult } from './stage-result.ts';

/** The release is live and verified, and is watched, once more or for the first time. */
const WATCH = { kind: 'watch' } as const;

type Recovered = StageResult | typeof WATCH;

/**
 * Recovers from a failed deployment, verification or watch as the environment wants it: the release
 * fails, or is rolled back, or asks a user, again after each choice that fails too.
 *
 * @throws the error by which the release fails
 */
export async function recover(
  environment: EnvironmentPlan,
  context: ReleaseContext,
  approval: Approval,
  failure: DeployFailure,
): Promise<Recovered> {
  if (isCancellation(failure.error)) throw failure.error;
  let recovered = await recoverByItself(environment, context, failure);
  while (recovered.kind === 'failed') {
    const choice = await requestGuidance(environment, context, recovered);
    recovered = await respond(choice, environment, context, approval, recovered);
  }
  return recovered;
}

/** @returns the failure if a user has to choose */
async function recoverByItself(
  environment: EnvironmentPlan,
  context: ReleaseContext,
  failure: DeployFailure,
): Promise<Recovered | DeployFailure> {
  const { onFailure = 'fail' } = environment;
  if (failure.isUnclear || onFailure === 'ask') return failure;
  // A failed deployment has made nothing live from which to roll back.
  const canRollBack = onFailure === 'rollback' && failure.failedStage !== 'deploy';
  if (canRollBack) return rollBack(environment, context, failure);
  throw failure.error;
}

async function respond(
  choice: GuidanceChoice,
  environment: EnvironmentPlan,
  context: ReleaseContext,
  approval: Approval,
  failure: DeployFailure,
): Promise<Recovered | DeployFailure> {
  switch (choice) {
    case 'ignore':
      await unfreeze(environment, context);
      return next();
    case 'fail':
      await unfreeze(environment, context);
      throw failure.error;
    case 'rollback':
      return rollBack(environment, context, failure);
    case 'retry': {
      if (failure.failedStage === 'watch') return WATCH;
      const deployed = await redeploy(environment, context, approval);
      if (deployed.kind !== 'next') return deployed;
      return deployed.value.kind === 'verified' ? WATCH : deployed.value;
    }
  }
}

/** Lets other releases enter again. */
async function unfreeze(
  { name }: EnvironmentPlan,
  { input, plan, lock }: ReleaseContext,
): Promise<void> {
  await lock.tell({ service: plan.service, environment: name }, { recovered: input.id });
}

async function requestGuidance(
  { name }: EnvironmentPlan,
  { input, plan, signals, publisher }: ReleaseContext,
  { failedStage, error }: DeployFailure,
): Promise<GuidanceChoice> {
  const problem = problemOf(error);
  const guidanceRequest = await askForGuidance({
    service: plan.service,
    environment: name,
    releaseId: input.id,
    failedStage,
    problem,
    isUnknown: codeOf(error) === 'DEPLOYMENT_STATE_UNKNOWN',
  });
  signals.setContext({ environment: name, isWaiting: false, asked: guidanceRequest });
  const wait = guidanceWait(guidanceRequest);
  publisher.publishPhase('awaiting-guidance', { environment: name, wait, guidanceRequest });
  publisher.notifyOutbox();
  const response = () => signals.responseTo(guidanceRequest.id);
  await condition(() => response() !== undefined);
  signals.setContext({ environment: name, isWaiting: false });
  return response()?.choice ?? 'fail';
}

/** @returns the failure, to ask a user about it, if nothing could be rolled back */
async function rollBack(
  environment: EnvironmentPlan,
  context: ReleaseContext,
  failure: DeployFailure,
): Promise<Recovered | DeployFailure> {
  const { name } = environment;
  const { kind, to } = await runRollback(environment, context, codeOf(failure.error));
  if (kind === 'rolled-back') return rolledBack(name, to);
  if (kind === 'failed') return { ...failure, failedStage: 'rollback' };
  const isStale = failure.failedStage === 'watch';
  return (isStale && (await replacement(environment, context))) || failure;
}

/** Deploys the release that was verified last, by a workflow of its own. */
async function runRollback(
  { name }: EnvironmentPlan,
  { input, plan, publisher }: ReleaseContext,
  code: string,
): Promise<RollbackResult> {
  publisher.publishPhase('rolling-back', { environment: name });
  const rollback: RollbackInput = {
    service: plan.service,
    environment: name,
    from: input.id,
    by: input.id,
    reason: code,
    url: input.url,
    ...traceOf(input),
  };
  const run = () =>
    executeChild<(rollback: RollbackInput) => Promise<RollbackResult>>('rollback', {
      workflowId: `${input.id}/rollback/${name}/${uuid4().slice(0, 8)}`,
      args: [rollback],
      parentClosePolicy: 'ABANDON',
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      staticSummary: `Deploys the release that was verified last in ${name}`,
    });
  // A bad release is rolled back, also if it is cancelled meanwhile (R7).
  return CancellationScope.nonCancellable(run);
}

/** How the release ends or continues if another one is live by now: the watch was about neither (V3). */
async function replacement(
  { name }: EnvironmentPlan,
  { input, plan }: ReleaseContext,
): Promise<StageResult | undefined> {
  const question = { service: plan.service, environment: name, releaseId: input.id };
  const { wentBackTo, replacedBy } = await checkLive(question);
  if (wentBackTo !== undefined) return rolledBack(name, wentBackTo);
  return replacedBy === undefined ? undefined : next();
}
