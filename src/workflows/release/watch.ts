import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { CheckResult } from '../../domain/plan/check-result.ts';
import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import { traceOf } from '../../domain/traceparent.ts';
import { checkLive, watchActivities } from '../shared/activity-stubs.ts';
import { type DeployFailure, failedAt } from '../shared/deploy-and-verify.ts';
import type { ReleaseContext } from './context.ts';
import { problemOf, watchFailure } from './ending.ts';
import { lookAgain } from './look-again.ts';
import { type Ended, type Next, next, rolledBack } from './stage-result.ts';

type WatchResult = Next<undefined> | Ended | DeployFailure;

/**
 * Watches a release where it was deployed, for as long as the environment wants, through restarts.
 * It ends early when another release is live there: further checks would not be about this one. So a
 * bad finding counts only if this release is still live, also where no signal has told it yet (V3).
 *
 * @throws CancelledFailure
 */
export async function watch(
  environment: EnvironmentPlan,
  context: ReleaseContext,
): Promise<WatchResult> {
  const { watchMs = 0, name } = environment;
  const checks = context.plan.pipeline.watch ?? [];
  if (watchMs === 0 || checks.length === 0) return next();
  context.publisher.publishPhase('watching', { environment: name });
  const scope = new CancellationScope();
  let isOver = false;
  const ended = scope
    .run(() => runChecks(environment, context, watchMs))
    .finally(() => (isOver = true));
  ended.catch(() => {});
  return lookAgain(context.signals, async (isWoken) => {
    await condition(() => isOver || isWoken());
    if (isOver) return judge(environment, context, await ended.catch(inconclusive));
    const now = await lookAtLive(environment, context);
    if (now.live) return undefined;
    scope.cancel();
    await ended.catch((error: unknown) => isCancellation(error) || inconclusive(error));
    return replaced(environment, now);
  });
}

function runChecks(
  { name, secrets, url, prometheus }: EnvironmentPlan,
  { input, plan, artifact }: ReleaseContext,
  watchMs: number,
) {
  const { service, commit, repository, heartbeatMs, pipeline } = plan;
  const activities = watchActivities({ summary: name, timeoutMs: watchMs, heartbeatMs });
  return activities.watch({
    releaseId: input.id,
    service,
    environment: name,
    commit,
    digest: artifact.digest,
    ...(url !== undefined && { url }),
    ...(prometheus !== undefined && { prometheus }),
    repository,
    secrets,
    checks: pipeline.watch ?? [],
    untilMs: Date.now() + watchMs,
    ...traceOf(input),
  });
}

interface Finding {
  readonly finding: CheckResult;
  readonly sentence: string;
  /** Why the checks could not be run, if they could not. */
  readonly error?: unknown;
}

async function judge(
  environment: EnvironmentPlan,
  context: ReleaseContext,
  { finding, sentence, error }: Finding,
): Promise<WatchResult> {
  const now = finding === 'passed' ? undefined : await lookAtLive(environment, context);
  if (now?.replacedBy !== undefined) return replaced(environment, now);
  if (finding === 'passed') return next();
  return failedAt('watch', error ?? watchFailure(finding, sentence));
}

function lookAtLive({ name }: EnvironmentPlan, { input, plan }: ReleaseContext) {
  return checkLive({ service: plan.service, environment: name, releaseId: input.id });
}

/** How a release continues that is not live any more: only a rollback ends it. */
function replaced(
  { name }: EnvironmentPlan,
  { wentBackTo }: Awaited<ReturnType<typeof lookAtLive>>,
): Next<undefined> | Ended {
  return wentBackTo === undefined ? next() : rolledBack(name, wentBackTo);
}

/** A watch that could not be run has measured nothing. */
function inconclusive(error: unknown): Finding {
  if (isCancellation(error)) throw error;
  return { finding: 'inconclusive', sentence: problemOf(error).message, error };
}
