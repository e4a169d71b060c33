import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { LiveRelease } from '../../domain/environment/live-release.ts';
import { isInconclusive } from '../../domain/plan/check-result.ts';
import type { Verification } from '../../domain/plan/pipeline.ts';
import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import type { FailedStage } from '../../domain/release/guidance.ts';
import { type Traced, traceOf } from '../../domain/traceparent.ts';
import { deployActivities } from './activity-stubs.ts';
import type { LockSession } from './lock.ts';

/** A release that becomes live in an environment, and the checks that verify it there. */
export interface Deployment extends Traced {
  readonly service: string;
  readonly environment: EnvironmentPlan;
  readonly release: Omit<LiveRelease, 'atMs' | 'verified' | 'verifiedAtMs'>;
  readonly repository: string;
  readonly verifications: readonly Verification[];
  readonly heartbeatMs: number;
  /** Present for a rollback: workers run it first, and its logs belong to the release it rolls back from. */
  readonly rollbackFrom?: string;
}

/** How a deployment and its verification ended. */
export type DeployResult = { readonly kind: 'verified' } | DeployFailure;

export interface DeployFailure {
  readonly kind: 'failed';
  readonly failedStage: FailedStage;
  readonly error: unknown;
  /** Whether the checks could not be made, so that a user has to judge. */
  readonly isUnclear: boolean;
}

/**
 * Deploys a release and verifies it, under the lock of the environment, which is told what is live.
 */
export async function deployAndVerify(
  deployment: Deployment,
  session: LockSession,
): Promise<DeployResult> {
  let failedStage: FailedStage = 'deploy';
  try {
    await deploy(deployment);
    failedStage = 'verify';
    const live = { ...deployment.release, atMs: Date.now(), verified: false };
    session.setLive(live);
    await verify(deployment);
    session.setLive({ ...live, verified: true, verifiedAtMs: Date.now() });
    return { kind: 'verified' };
  } catch (error) {
    session.failed();
    return failedAt(failedStage, error);
  }
}

function deploy(deployment: Deployment): Promise<unknown> {
  const { target } = deployment.environment;
  const activities = activitiesFor(deployment, target.timeoutMs);
  return activities.deploy({ ...stepInput(deployment, 'rollback'), target });
}

function verify(deployment: Deployment): Promise<unknown> {
  const { repository, verifications, environment } = deployment;
  const { prometheus } = environment;
  return activitiesFor(deployment, verificationMs(verifications)).verify({
    ...stepInput(deployment, 'verify-rollback'),
    repository,
    verifications,
    ...(prometheus !== undefined && { prometheus }),
  });
}

/** How long all the checks of an environment may take, in milliseconds. */
function verificationMs(verifications: readonly Verification[]): number {
  const limits = verifications.map((v) => (v.kind === 'run' ? v.timeoutMs : v.retryForMs));
  return limits.reduce((sum, ms) => sum + ms, 0);
}

function activitiesFor(
  { environment, heartbeatMs, rollbackFrom }: Deployment,
  timeoutMs: number,
): ReturnType<typeof deployActivities> {
  const isUrgent = rollbackFrom !== undefined;
  return deployActivities({ summary: environment.name, timeoutMs, heartbeatMs, isUrgent });
}

function stepInput(deployment: Deployment, rollbackStep: 'rollback' | 'verify-rollback') {
  const { service, environment, release, rollbackFrom } = deployment;
  const { name, secrets, url } = environment;
  const { releaseId, commit, digest } = release;
  return {
    service,
    environment: name,
    secrets,
    releaseId,
    commit,
    digest,
    ...(url !== undefined && { url }),
    ...traceOf(deployment),
    ...(rollbackFrom !== undefined && {
      log: { releaseId: rollbackFrom, step: `${rollbackStep}-${name}` },
    }),
  };
}

/** A failure. One that kept checks from being made is not as bad as one that checks have found. */
export function failedAt(failedStage: FailedStage, error: unknown): DeployFailure {
  const code = codeOf(error);
  return { kind: 'failed', failedStage, error, isUnclear: isInconclusive(code, failedStage) };
}

/** The error code of the catalogue with which an activity failed. */
export function codeOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? (cause.type ?? 'INTERNAL') : 'INTERNAL';
}
