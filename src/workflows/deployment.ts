import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { Trouble } from '../domain/guidance.ts';
import type { EnvironmentPlan } from '../domain/plan.ts';
import { traceOf } from '../domain/traceparent.ts';
import { couldNotTell } from '../domain/verification.ts';
import { deployments } from './activities.ts';
import type { Entrance } from './entrance.ts';
import type { Stay } from './lock.ts';
import { verifyingMs } from './verifying.ts';

/** How a deployment and its verification ended. */
export type Result = { readonly kind: 'verified' } | Failed;

export interface Failed {
  readonly kind: 'failed';
  readonly trouble: Trouble;
  readonly error: unknown;
  /** Whether nobody knows if it is bad: a person is asked. */
  readonly isUnclear: boolean;
}

/**
 * Deploys and verifies, while the environment belongs to this release. What a failure leaves behind
 * is held until it is mended, where somebody is going to mend it.
 */
export async function deployAndVerify(
  environment: EnvironmentPlan,
  { input, plan, artifact, inbox, recorder, herald }: Entrance,
  stay: Stay,
): Promise<Result> {
  const { name, target, secrets, url } = environment;
  const { service, commit, subject, author, heartbeatMs, repository } = plan;
  const what = { releaseId: input.id, commit, digest: artifact.digest };
  const place = { service, environment: name, secrets, ...(url !== undefined && { url }) };
  const about = { environment: name, facts: { digest: artifact.digest } };

  inbox.deploysTo(name);
  herald.announce('deploying', { environment: name });
  recorder.note('entered', about);
  let trouble: Trouble = 'deploy';
  try {
    const { deploy } = deployments({ summary: name, timeoutMs: target.timeoutMs, heartbeatMs });
    await deploy({ ...place, ...what, target, ...traceOf(input) });
    recorder.note('deployed', about);
    trouble = 'verify';
    const commits = { subject, author };
    const live = { ...what, ...commits, plan: plan.digest, atMs: Date.now(), verified: false };
    stay.wentLive(live);
    const verifications = plan.pipeline.verify;
    const timeoutMs = verifyingMs(verifications);
    const { verify } = deployments({ summary: name, timeoutMs, heartbeatMs });
    const { prometheus } = environment;
    const asked = {
      verifications,
      ...(prometheus !== undefined && { prometheus }),
      ...traceOf(input),
    };
    await verify({ ...place, ...what, repository, ...asked });
    recorder.note('verified', about);
    stay.wentLive({ ...live, verified: true, verifiedAtMs: Date.now() });
    stay.mended();
    return { kind: 'verified' };
  } catch (error) {
    stay.failed();
    const code = codeOf(error);
    recorder.note('failed', { environment: name, facts: { step: trouble, code } });
    const result = failedAt(trouble, error);
    if (isMended(environment, result))
      stay.hold(`${input.id} failed here (${code}), and is being mended.`);
    return result;
  }
}

/** Whether somebody, or Slipway, is going to do something about it. */
function isMended({ onFailure }: EnvironmentPlan, { trouble, isUnclear }: Failed): boolean {
  if (isUnclear) return true;
  // A target that could go back has done so by itself.
  if (onFailure === 'rollback') return trouble === 'verify';
  return onFailure === 'ask';
}

/** What went wrong. What kept checks from being made is not as bad as what they find. */
export function failedAt(trouble: Trouble, error: unknown): Failed {
  const code = codeOf(error);
  return { kind: 'failed', trouble, error, isUnclear: couldNotTell(code, trouble) };
}

/** The code of the catalogue by which an activity failed. */
export function codeOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure ? (cause.type ?? 'INTERNAL') : 'INTERNAL';
}
