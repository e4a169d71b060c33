import { BUILD_LOCK } from '../../domain/environment/environment.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { Artifact } from '../../domain/release/release.ts';
import type { Wait } from '../../domain/release/waiting.ts';
import { traceOf } from '../../domain/traceparent.ts';
import { buildActivities, inRepository } from '../shared/activity-stubs.ts';
import type { RunContext } from './context.ts';
import { type Ended, type Next, next, superseded } from './stage-result.ts';

type BuildContext = RunContext & { readonly plan: Plan };

/**
 * Builds once, and tests that artifact. Where only the latest commit is built, one release builds at
 * a time, and one that waits for its turn is superseded by a newer one.
 */
export async function buildAndTest(context: BuildContext): Promise<Next<Artifact> | Ended> {
  const { input, plan, lock, signals, publisher } = context;
  if (!plan.buildLatestOnly) return next(await buildOnce(context));
  const { service, repository, commit, heartbeatMs } = plan;
  const successor = { service, environment: BUILD_LOCK, repository, commit, releaseId: input.id };
  await inRepository(plan).supersedeOlder(successor);
  const request = {
    environment: BUILD_LOCK,
    requester: { service, releaseId: input.id, commit, heartbeatMs },
    isCancellable: true,
    interrupted: () => signals.supersededBy(BUILD_LOCK) !== undefined,
    onWait: (wait: Wait) => publisher.publishPhase('queued', { environment: BUILD_LOCK, wait }),
  };
  const artifact = await lock.withLock(request, () => buildOnce(context));
  return artifact ? next(artifact) : superseded(signals.supersededBy(BUILD_LOCK) ?? '');
}

async function buildOnce(context: BuildContext): Promise<Artifact> {
  const artifact = await build(context);
  await test(context, artifact);
  return artifact;
}

async function build({ input, plan, publisher }: BuildContext): Promise<Artifact> {
  publisher.publishBuild();
  const { service, repository, commit, secrets, pipeline, heartbeatMs } = plan;
  const step = pipeline.build;
  const activity = buildActivities({ summary: step.run, timeoutMs: step.timeoutMs, heartbeatMs });
  const what = { releaseId: input.id, service, repository, commit, secrets, ...traceOf(input) };
  return activity.build({ ...what, step });
}

/** Runs every suite to its end, so that one look at the release shows all that fail. */
async function test({ input, plan, publisher }: BuildContext, artifact: Artifact): Promise<void> {
  const { service, repository, commit, secrets, pipeline, heartbeatMs } = plan;
  if (pipeline.test.length === 0) return;
  publisher.publishPhase('testing');
  const what = { releaseId: input.id, service, repository, commit, secrets, ...traceOf(input) };
  const runs = pipeline.test.map((suite) =>
    buildActivities({ summary: suite.name, timeoutMs: suite.timeoutMs, heartbeatMs }).test({
      ...what,
      artifact,
      path: pipeline.build.artifact,
      suite,
    }),
  );
  const results = await Promise.allSettled(runs);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
