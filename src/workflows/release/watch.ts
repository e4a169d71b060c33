import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import { traceOf } from '../../domain/traceparent.ts';
import { checkLive, watchActivities } from '../shared/activity-stubs.ts';
import { type DeployResult, failedAt } from '../shared/deploy-and-verify.ts';
import type { ReleaseContext } from './context.ts';
import { problemOf, watchFailure } from './ending.ts';
import { asRolledBack, type RolledBack } from './rolled-back.ts';

/**
 * Watches a release where it was deployed, for as long as the environment wants, through restarts.
 * It ends early when another release is live there: what it would find is not about this one. So
 * what it has found is held against what is live then, also where nobody had told it yet (V3).
 *
 * @throws CancelledFailure
 */
export async function watch(
  environment: EnvironmentPlan,
  context: ReleaseContext,
): Promise<DeployResult | RolledBack> {
  const { input, plan, artifact, signals, auditLog, publisher } = context;
  const { name, watchMs = 0, secrets, url, prometheus } = environment;
  const checks = plan.pipeline.watch ?? [];
  if (watchMs === 0 || checks.length === 0) return { kind: 'verified' };
  publisher.publishPhase('watching', { environment: name });
  const { service, commit, repository, heartbeatMs } = plan;
  const activities = watchActivities({ summary: name, timeoutMs: watchMs, heartbeatMs });
  const scope = new CancellationScope();
  const underWay = scope.run(() =>
    activities.watch({
      releaseId: input.id,
      service,
      environment: name,
      commit,
      digest: artifact.digest,
      ...(url !== undefined && { url }),
      ...(prometheus !== undefined && { prometheus }),
      repository,
      secrets,
      checks,
      untilMs: Date.now() + watchMs,
      ...traceOf(input),
    }),
  );
  const look = () => checkLive({ service, environment: name, releaseId: input.id });
  let isOver = false;
  const ended = underWay.finally(() => (isOver = true));
  ended.catch(() => {});
  for (let wakeUps = signals.wakeUps(); ; wakeUps = signals.wakeUps()) {
    await condition(() => isOver || signals.wakeUps() !== wakeUps);
    if (isOver) break;
    const now = await look();
    if (now.live) continue;
    scope.cancel();
    await ended.catch((error: unknown) => isCancellation(error) || broken(error));
    return asRolledBack(name, now) ?? { kind: 'verified' };
  }
  const found = await ended.catch(broken);
  const { finding, sentence } = found;
  const now = finding === 'passed' ? undefined : await look();
  const replacedBy = now?.replacedBy;
  const facts =
    replacedBy === undefined ? { finding } : { finding: 'replaced' as const, replacedBy };
  auditLog.add('watched', { environment: name, facts: { ...facts, sentence } });
  if (now && replacedBy !== undefined) return asRolledBack(name, now) ?? { kind: 'verified' };
  if (finding === 'passed') return { kind: 'verified' };
  return failedAt('watch', 'error' in found ? found.error : watchFailure(finding, sentence));
}

/** A watch that broke has measured nothing. */
function broken(error: unknown) {
  if (isCancellation(error)) throw error;
  return { finding: 'inconclusive', sentence: problemOf(error).message, error } as const;
}
