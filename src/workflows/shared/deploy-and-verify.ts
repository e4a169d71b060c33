import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import { isInconclusive } from '../../domain/plan/check-result.ts';
import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import type { FailedStage } from '../../domain/release/guidance.ts';
import { traceOf } from '../../domain/traceparent.ts';
import type { ReleaseContext } from '../release/context.ts';
import { deployActivities } from './activity-stubs.ts';
import type { LockSession } from './lock.ts';
import { verificationMs } from './verification-time.ts';

/** How a deployment and its verification ended. */
export type DeployResult = { readonly kind: 'verified' } | DeployFailure;

export interface DeployFailure {
  readonly kind: 'failed';
  readonly failedStage: FailedStage;
  readonly error: unknown;
  /** Whether nobody knows if it is bad: a person is asked. */
  readonly isUnclear: boolean;
}

/**
 * Deploys and verifies, while the environment belongs to this release. What a failure leaves behind
 * is frozen until it is fixed, where somebody is going to fix it.
 *
 * @param checkedAtMs when the windows were found open, if they were looked at
 */
export async function deployAndVerify(
  environment: EnvironmentPlan,
  { input, plan, artifact, signals, auditLog, publisher }: ReleaseContext,
  session: LockSession,
  checkedAtMs = 0,
): Promise<DeployResult> {
  const { name, target, secrets, url } = environment;
  const { service, commit, subject, author, heartbeatMs, repository } = plan;
  const what = { releaseId: input.id, commit, digest: artifact.digest };
  const place = { service, environment: name, secrets, ...(url !== undefined && { url }) };
  const about = { environment: name, facts: { digest: artifact.digest } };

  signals.deploysTo(name);
  publisher.publishPhase('deploying', { environment: name });
  // The clock of a workflow stands while it looks: never before what it has found.
  auditLog.add('entered', { ...about, atMs: Math.max(checkedAtMs, Date.now()) });
  let failedStage: FailedStage = 'deploy';
  try {
    const { deploy } = deployActivities({
      summary: name,
      timeoutMs: target.timeoutMs,
      heartbeatMs,
    });
    await deploy({ ...place, ...what, target, ...traceOf(input) });
    auditLog.add('deployed', about);
    failedStage = 'verify';
    const commits = { subject, author };
    const live = { ...what, ...commits, plan: plan.digest, atMs: Date.now(), verified: false };
    session.setLive(live);
    const verifications = plan.pipeline.verify;
    const timeoutMs = verificationMs(verifications);
    const { verify } = deployActivities({ summary: name, timeoutMs, heartbeatMs });
    const { prometheus } = environment;
    const asked = {
      verifications,
      ...(prometheus !== undefined && { prometheus }),
      ...traceOf(input),
    };
    await verify({ ...place, ...what, repository, ...asked });
    auditLog.add('verified', about);
    session.setLive({ ...live, verified: true, verifiedAtMs: Date.now() });
    session.recovered();
    return { kind: 'verified' };
  } catch (error) {
    session.failed();
    const code = codeOf(error);
    auditLog.add('failed', { environment: name, facts: { step: failedStage, code } });
    const result = failedAt(failedStage, error);
    if (isRecovered(environment, result))
      session.freeze(`${input.id} failed here (${code}), and is being fixed.`);
    return result;
  }
}

/** Whether somebody, or Slipway, is going to do something about it. */
function isRecovered(
  { onFailure }: EnvironmentPlan,
  { failedStage, isUnclear }: DeployFailure,
): boolean {
  if (isUnclear) return true;
  // A target that could go back has done so by itself.
  if (onFailure === 'rollback') return failedStage === 'verify';
  return onFailure === 'ask';
}

/** What went wrong. What kept checks from being made is not as bad as what they find. */
export function failedAt(failedStage: FailedStage, error: unknown): DeployFailure {
  const code = codeOf(error);
  return { kind: 'failed', failedStage, error, isUnclear: isInconclusive(code, failedStage) };
}

/** The code of the catalogue by which an activity failed. */
export function codeOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? (cause.type ?? 'INTERNAL') : 'INTERNAL';
}
