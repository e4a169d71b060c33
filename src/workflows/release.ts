import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import type { Plan } from '../domain/plan.ts';
import type { Artifact, ReleaseInput, ReleaseResult } from '../domain/release.ts';
import { planRelease, steps } from './activities.ts';
import { announce, announceBuild, announceEnd } from './announce.ts';
import { ending, ended } from './ending.ts';
import { enter, honourCancellation } from './enter.ts';
import { handleGate } from './gate.ts';
import { handleLock } from './lock.ts';

/**
 * Takes one commit to production: plan, build, test, then each environment in the order written.
 *
 * It may wait at a gate for weeks and in a queue for as long as it takes.
 *
 * @returns how the release ended: succeeded, rejected or expired
 * @throws ApplicationFailure if the release failed; its type is a code of the catalogue
 * @throws CancelledFailure if it was cancelled
 */
export async function release(input: ReleaseInput): Promise<ReleaseResult> {
  const gate = handleGate(input);
  const lock = handleLock(input);
  try {
    const plan = await planRelease(input);
    const artifact = await build(input, plan);
    await test(input, plan, artifact);
    for (const environment of plan.environments) {
      honourCancellation();
      const verdict = await enter(environment, { input, plan, artifact, gate, lock });
      if (verdict.kind !== 'approved') return finish(input, ended(environment.name, verdict));
    }
    return await finish(input, { outcome: 'succeeded', summary: succeeded(plan) });
  } catch (error) {
    const { outcome, summary, failure } = ending(error);
    await finish(input, { outcome, summary });
    throw failure;
  }
}

async function build(input: ReleaseInput, plan: Plan): Promise<Artifact> {
  announceBuild(input);
  const { service, repository, commit, secrets, pipeline, heartbeatMs } = plan;
  const step = pipeline.build;
  const activity = steps(step.run, step.timeoutMs, heartbeatMs);
  return activity.build({ releaseId: input.id, service, repository, commit, secrets, step });
}

/** Runs every suite to its end, so that one look at the release shows all that fail. */
async function test(input: ReleaseInput, plan: Plan, artifact: Artifact): Promise<void> {
  const { service, repository, commit, secrets, pipeline, heartbeatMs } = plan;
  if (pipeline.test.length === 0) return;
  announce(input, 'testing');
  const what = { releaseId: input.id, service, repository, commit, secrets };
  const runs = pipeline.test.map((suite) =>
    steps(suite.name, suite.timeoutMs, heartbeatMs).test({
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

async function finish(input: ReleaseInput, result: ReleaseResult): Promise<ReleaseResult> {
  // A vote that just came in gets its receipt before the run closes, also when it is cancelled.
  await CancellationScope.nonCancellable(() => condition(allHandlersFinished));
  announceEnd(input, result.outcome, result.summary);
  return result;
}

function succeeded({ service, environments }: Plan): string {
  return `${service} is in ${environments.map(({ name }) => name).join(' and ')}.`;
}
