import { type ErrorCode, SlipwayError } from '../../domain/errors.ts';
import type { ServicePlan } from '../../domain/plan/plan.ts';
import {
  branchRefusal,
  type Matches,
  needsPaths,
  pathRefusal,
  type Trigger,
} from '../../domain/plan/trigger.ts';
import { type Resolve, type StartDependencies, startFound } from '../releases/start.ts';
import type { Push } from './push.ts';
import { repositoryKey } from './repository-key.ts';

export interface PushDependencies extends StartDependencies {
  services(): readonly ServicePlan[];
  readonly resolve: Resolve;
  /**
   * The files that differ between two commits, and their number: the list may be cut off. Without
   * `from`, or if it is gone, all files of `to`.
   */
  changed(request: {
    repository: string;
    from?: string;
    to: string;
  }): Promise<{ readonly paths: readonly string[]; readonly pathCount: number }>;
  readonly matches: Matches;
}

/** The effect of a push on each service of its repository. */
export interface PushEffect {
  readonly releases: readonly { service: string; id: string; created: boolean }[];
  readonly skipped: readonly { service: string; reason: string }[];
  /** Why the push concerns no service. */
  readonly reason?: string;
}

/** Resending does not help: such a commit cannot be released. */
const REFUSING: readonly ErrorCode[] = [
  'COMMIT_NOT_FOUND',
  'COMMIT_NOT_ALLOWED',
  'SUBMODULES_UNSUPPORTED',
  'LFS_UNSUPPORTED',
];

interface Sender {
  /** The name of the webhook. */
  readonly startedBy: string;
  readonly trace?: string | undefined;
}

/**
 * Starts the releases of a push. Idempotent: a second call finds them.
 *
 * @throws SlipwayError of a service that failed, after the others have started
 */
export async function startFromPush(
  dependencies: PushDependencies,
  push: Push,
  sender: Sender,
): Promise<PushEffect> {
  const keys = new Set(push.repositories.map(repositoryKey));
  const services = dependencies.services().filter((one) => keys.has(repositoryKey(one.repository)));
  if (services.length === 0)
    return { releases: [], skipped: [], reason: 'No service uses this repository.' };
  const asked = services.map((service) => releaseOne(dependencies, { service, push, sender }));
  const settled = await Promise.allSettled(asked);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  const done = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  return {
    releases: done.filter((one) => 'id' in one),
    skipped: done.filter((one) => 'reason' in one),
  };
}

interface ServicePush {
  readonly service: ServicePlan;
  readonly push: Push;
  readonly sender: Sender;
}

type ServiceEffect = PushEffect['releases'][number] | PushEffect['skipped'][number];

async function releaseOne(
  dependencies: PushDependencies,
  request: ServicePush,
): Promise<ServiceEffect> {
  const { service: plan, push, sender } = request;
  const { service, trigger, repository, branches } = plan;
  if (!trigger) return { service, reason: 'The service has no `trigger`.' };
  try {
    const reason = await refusalOf(dependencies, { trigger, repository, push });
    if (reason !== undefined) return { service, reason };
    const { commit, branch } = push;
    const found = await dependencies.resolve({ repository, branches, commit });
    // A repeated webhook does not ask for another try.
    const start = { ...sender, service: plan, found: { ...found, ref: branch }, once: true };
    return { service, ...(await startFound(dependencies, start)) };
  } catch (error) {
    if (error instanceof SlipwayError && REFUSING.includes(error.code))
      return { service, reason: error.message };
    throw error;
  }
}

/**
 * Returns why a push starts no release. Reads the changed files from git: the list in the webhook is
 * cut off, and lacks the files of commits that a forced push removed.
 */
async function refusalOf(
  { changed, matches }: PushDependencies,
  { trigger, repository, push }: { trigger: Trigger; repository: string; push: Push },
): Promise<string | undefined> {
  const reason = branchRefusal(trigger, push.branch, matches);
  if (reason !== undefined || !needsPaths(trigger)) return reason;
  const { before: from, commit: to } = push;
  const { paths, pathCount } = await changed({
    repository,
    to,
    ...(from !== undefined && { from }),
  });
  // If the list was cut off, assume that a remaining file matches.
  return paths.length < pathCount ? undefined : pathRefusal(trigger, paths, matches);
}
