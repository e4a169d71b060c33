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
   * The files that differ between the trees of two commits, and how many they are: not all may be
   * named. Without `from`, or where it is gone, all files of `to`.
   */
  changed(request: {
    repository: string;
    from?: string;
    to: string;
  }): Promise<{ readonly paths: readonly string[]; readonly pathCount: number }>;
  readonly matches: Matches;
}

/** What a push did, for each service of its repository. */
export interface PushEffect {
  readonly releases: readonly { service: string; id: string; created: boolean }[];
  readonly skipped: readonly { service: string; reason: string }[];
  /** Why nothing was done, where it was about no service. */
  readonly reason?: string;
}

/** What sending the same again does not help: nothing is released of such a commit. */
const REFUSING: readonly ErrorCode[] = [
  'COMMIT_NOT_FOUND',
  'COMMIT_NOT_ALLOWED',
  'SUBMODULES_UNSUPPORTED',
  'LFS_UNSUPPORTED',
];

interface Sender {
  /** Who started the releases: no person. */
  readonly startedBy: string;
  readonly trace?: string | undefined;
}

/**
 * Starts the releases that a push is to start. Safe to call twice: it finds them then.
 *
 * @throws SlipwayError what kept a service from being started, after the others were
 */
export async function startFromPush(
  dependencies: PushDependencies,
  push: Push,
  sender: Sender,
): Promise<PushEffect> {
  const keys = new Set(push.repositories.map(repositoryKey));
  const services = dependencies.services().filter((one) => keys.has(repositoryKey(one.repository)));
  if (services.length === 0)
    return { releases: [], skipped: [], reason: 'No service has this repository.' };
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

interface Question {
  readonly service: ServicePlan;
  readonly push: Push;
  readonly sender: Sender;
}

type Answer = PushEffect['releases'][number] | PushEffect['skipped'][number];

async function releaseOne(dependencies: PushDependencies, question: Question): Promise<Answer> {
  const { service: plan, push, sender } = question;
  const { service, trigger, repository, branches } = plan;
  if (!trigger) return { service, reason: 'It has no trigger in slipway.yaml.' };
  try {
    const reason = await refusalOf(dependencies, { trigger, repository, push });
    if (reason !== undefined) return { service, reason };
    const { commit, branch } = push;
    const found = await dependencies.resolve({ repository, branches, commit });
    // A push that is told again, by whomever, is not a wish to try again.
    const start = { ...sender, service: plan, found: { ...found, ref: branch }, once: true };
    return { service, ...(await startFound(dependencies, start)) };
  } catch (error) {
    if (error instanceof SlipwayError && REFUSING.includes(error.code))
      return { service, reason: error.message };
    throw error;
  }
}

/**
 * Why a push starts nothing. Which files differ is asked of git: the list that a forge sends is cut
 * off where it is long, and does not have what a forced push takes away.
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
  // Of a change that is larger than what was told some file will count.
  return paths.length < pathCount ? undefined : pathRefusal(trigger, paths, matches);
}
