import {
  CancellationScope,
  condition,
  executeChild,
  isCancellation,
  uuid4,
} from '@temporalio/workflow';
import type { RollbackInput, RollbackResult } from '../../domain/environment/rollback.ts';
import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import type { FailedStage } from '../../domain/release/guidance.ts';
import { guidanceWait } from '../../domain/release/waiting.ts';
import { traceOf } from '../../domain/traceparent.ts';
import { askForGuidance, checkLive } from '../shared/activity-stubs.ts';
import { codeOf, type DeployFailure } from '../shared/deploy-and-verify.ts';
import type { Approval } from './approval.ts';
import type { ReleaseContext } from './context.ts';
import { problemOf } from './ending.ts';
import { redeploy } from './promote.ts';
import { asRolledBack, type RolledBack } from './rolled-back.ts';

/** How a release goes on after something went wrong. */
export type RecoveryResult =
  | { readonly kind: 'recovered' }
  /** It is watched, once more or for the first time. */
  | { readonly kind: 'watch-again' }
  | RolledBack
  | { readonly kind: 'superseded'; readonly by: string }
  /** It must be asked again how the environment is entered. */
  | { readonly kind: 'enter-again' };

/**
 * Does what the environment wants done when a deployment, its verification or its watch failed: the
 * release fails, or goes back, or asks a person until somebody knows better.
 *
 * @throws the error, if the release is to fail
 */
export async function recover(
  environment: EnvironmentPlan,
  context: ReleaseContext,
  failure: DeployFailure & { readonly passed: Approval },
): Promise<RecoveryResult> {
  let { failedStage, error } = failure;
  if (isCancellation(error)) throw error;
  let wish = failure.isUnclear ? 'ask' : (environment.onFailure ?? 'fail');
  // What never went live is nothing to go back from.
  if (wish === 'rollback' && failedStage === 'deploy') wish = 'fail';
  for (;;) {
    if (wish === 'fail') throw error;
    if (wish === 'rollback') {
      const { kind, to } = await rollBack(environment, context, codeOf(error));
      if (kind === 'rolled-back') return { kind, from: environment.name, to };
      const isStale = kind === 'nothing' && failedStage === 'watch';
      const replaced = isStale ? await replacement(environment, context) : undefined;
      if (replaced) return replaced;
      failedStage = kind === 'failed' ? 'rollback' : failedStage;
    }
    const choice = await requestGuidance(environment, context, failedStage, error);
    if (choice === 'ignore') return unfreezeAfterRecovery(environment, context);
    if (choice === 'fail') {
      await unfreezeAfterRecovery(environment, context);
      throw error;
    }
    if (choice === 'rollback') {
      wish = 'rollback';
      continue;
    }
    if (failedStage === 'watch') return { kind: 'watch-again' };
    const result = await redeploy(environment, context, failure.passed);
    if (result === 'ask') return { kind: 'enter-again' };
    if (result?.kind === 'superseded' || result?.kind === 'rolled-back') return result;
    if (result?.kind === 'verified') return { kind: 'watch-again' };
    if (result?.kind !== 'failed') return { kind: 'recovered' };
    ({ failedStage, error } = result);
    wish = 'ask';
  }
}

/** How it goes on where another release is live by now: what its watch found is about neither (V3). */
async function replacement(
  { name }: EnvironmentPlan,
  { input, plan }: ReleaseContext,
): Promise<RecoveryResult | undefined> {
  const now = await checkLive({ service: plan.service, environment: name, releaseId: input.id });
  return (
    asRolledBack(name, now) ?? (now.replacedBy === undefined ? undefined : { kind: 'recovered' })
  );
}

/** Lets others in again. */
async function unfreezeAfterRecovery(
  { name }: EnvironmentPlan,
  { input, plan, lock }: ReleaseContext,
): Promise<RecoveryResult> {
  await lock.tell({ service: plan.service, environment: name }, { recovered: input.id });
  return { kind: 'recovered' };
}

async function requestGuidance(
  environment: EnvironmentPlan,
  { input, plan, signals, auditLog, publisher }: ReleaseContext,
  failedStage: FailedStage,
  error: unknown,
) {
  const { name } = environment;
  const problem = problemOf(error);
  const guidanceRequest = await askForGuidance({
    service: plan.service,
    environment: name,
    releaseId: input.id,
    failedStage,
    problem,
    isUnknown: codeOf(error) === 'DEPLOYMENT_STATE_UNKNOWN',
  });
  const { choices } = guidanceRequest;
  signals.setContext({ environment: name, isWaiting: false, asked: guidanceRequest });
  const wait = guidanceWait(guidanceRequest);
  publisher.publishPhase('awaiting-guidance', {
    environment: name,
    wait,
    guidanceRequest,
  });
  auditLog.add('guidance-requested', { environment: name, facts: { choices, problem } });
  await auditLog.flush();
  await condition(() => signals.answerTo(guidanceRequest.guidanceRequest) !== undefined);
  signals.setContext({ environment: name, isWaiting: false });
  return signals.answerTo(guidanceRequest.guidanceRequest)?.choice ?? 'fail';
}

/** Brings back what was verified last, by a workflow of its own. */
async function rollBack(
  { name }: EnvironmentPlan,
  { input, plan, auditLog, publisher }: ReleaseContext,
  code: string,
): Promise<RollbackResult> {
  publisher.publishPhase('rolling-back', { environment: name });
  const asked: RollbackInput = {
    service: plan.service,
    environment: name,
    from: input.id,
    by: input.id,
    reason: code,
    url: input.url,
    ...traceOf(input),
  };
  const go = () =>
    executeChild<(asked: RollbackInput) => Promise<RollbackResult>>('rollback', {
      workflowId: `${input.id}/rollback/${name}/${uuid4().slice(0, 8)}`,
      args: [asked],
      parentClosePolicy: 'ABANDON',
      cancellationType: 'WAIT_CANCELLATION_COMPLETED',
      staticSummary: `Brings back what was verified last in ${name}`,
    });
  // What is bad is rolled back, also if the release is cancelled meanwhile (R7).
  const result = await CancellationScope.nonCancellable(go);
  auditLog.add('rolled-back', { environment: name, why: code, facts: { ...result } });
  return result;
}
