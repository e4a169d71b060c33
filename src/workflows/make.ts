import { BUILD } from '../domain/environment.ts';
import type { Plan } from '../domain/plan.ts';
import type { Artifact, ReleaseInput } from '../domain/release.ts';
import { traceOf } from '../domain/traceparent.ts';
import type { Wait } from '../domain/waiting.ts';
import { builds, inRepository } from './activities.ts';
import type { Herald } from './herald.ts';
import type { Inbox } from './inbox.ts';
import type { LockHandle } from './lock.ts';

export interface Workshop {
  readonly input: ReleaseInput;
  readonly plan: Plan;
  readonly lock: LockHandle;
  readonly inbox: Inbox;
  readonly herald: Herald;
}

export type Made =
  | { readonly kind: 'made'; readonly artifact: Artifact }
  | { readonly kind: 'superseded'; readonly by: string };

/**
 * Builds once, and tests what was built. Where commits are coalesced, one is made at a time, and
 * one that waits is left out when a newer one comes.
 */
export async function make(workshop: Workshop): Promise<Made> {
  const { input, plan, lock, inbox, herald } = workshop;
  if (!plan.coalesce) return { kind: 'made', artifact: await buildAndTest(workshop) };
  const { service, repository, commit, heartbeatMs } = plan;
  const place = { service, environment: BUILD };
  await inRepository(plan).supersedeOlder({ ...place, repository, commit, releaseId: input.id });
  const door = {
    environment: BUILD,
    visitor: { service, releaseId: input.id, commit, heartbeatMs },
    isCancellable: true,
    interrupted: () => inbox.supersededBy(BUILD) !== undefined,
    onWait: (wait: Wait) => herald.announce('awaiting-lock', { environment: BUILD, wait }),
  };
  const artifact = await lock.whileInside(door, () => buildAndTest(workshop));
  if (artifact) return { kind: 'made', artifact };
  return { kind: 'superseded', by: inbox.supersededBy(BUILD) ?? '' };
}

async function buildAndTest(workshop: Workshop): Promise<Artifact> {
  const artifact = await build(workshop);
  await test(workshop, artifact);
  return artifact;
}

async function build({ input, plan, herald }: Workshop): Promise<Artifact> {
  herald.announceBuild();
  const { service, repository, commit, secrets, pipeline, heartbeatMs } = plan;
  const step = pipeline.build;
  const activity = builds({ summary: step.run, timeoutMs: step.timeoutMs, heartbeatMs });
  const what = { releaseId: input.id, service, repository, commit, secrets, ...traceOf(input) };
  return activity.build({ ...what, step });
}

/** Runs every suite to its end, so that one look at the release shows all that fail. */
async function test({ input, plan, herald }: Workshop, artifact: Artifact): Promise<void> {
  const { service, repository, commit, secrets, pipeline, heartbeatMs } = plan;
  if (pipeline.test.length === 0) return;
  herald.announce('testing');
  const what = { releaseId: input.id, service, repository, commit, secrets, ...traceOf(input) };
  const runs = pipeline.test.map((suite) =>
    builds({ summary: suite.name, timeoutMs: suite.timeoutMs, heartbeatMs }).test({
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
