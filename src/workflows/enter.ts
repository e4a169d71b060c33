import type { EnvironmentPlan } from '../domain/plan.ts';
import type { Wait } from '../domain/waiting.ts';
import { checkEntry } from './activities.ts';
import { deployAndVerify, type Result } from './deployment.ts';
import type { Entrance } from './entrance.ts';
import type { Stay } from './lock.ts';
import { pass, type Pass, type Passage } from './passage.ts';
import { waitToEnter } from './patience.ts';

/** How a release left the way into an environment. */
export type Entered =
  | { readonly kind: 'entered'; readonly result: Result }
  | Exclude<Passage, { kind: 'approved' }>;

/**
 * Takes the release into one environment: promotion, gate, soak, window, lock, everything checked
 * again, deploy, verify. A wait never holds the lock. A deployment that has begun is finished, also
 * when the release is cancelled meanwhile.
 *
 * @throws CancelledFailure while it waits
 */
export async function enter(environment: EnvironmentPlan, entrance: Entrance): Promise<Entered> {
  for (;;) {
    const passage = await pass(environment, entrance);
    if (passage.kind !== 'approved') return passage;
    const entered = await enterWith(passage, environment, entrance);
    if (entered) return entered;
  }
}

/** @returns `undefined` if it must be asked again how the environment is entered */
async function enterWith(
  passed: Pass,
  environment: EnvironmentPlan,
  entrance: Entrance,
): Promise<Entered | undefined> {
  for (let isClosed = false; ; isClosed = true) {
    const patience = await waitToEnter(environment, { ...passed, isClosed }, entrance);
    if (patience.kind === 'superseded') return patience;
    if (patience.kind === 'switched') return undefined;
    const inside = await insideTheLock(passed, environment, entrance);
    if (inside === 'window') continue;
    if (inside === undefined || inside === 'ask') return undefined;
    return inside;
  }
}

/** Waits for the turn, and checks again all that may have changed since it was ready. */
async function insideTheLock(passed: Pass, environment: EnvironmentPlan, entrance: Entrance) {
  const { lock, inbox, herald } = entrance;
  const { name } = environment;
  const mode = inbox.modeOf(name);
  const door = {
    environment: name,
    visitor: visitorOf(entrance),
    interrupted: () => inbox.supersededBy(name) !== undefined || inbox.modeOf(name) !== mode,
    onWait: (wait: Wait) => herald.announce('awaiting-lock', { environment: name, wait }),
  };
  return lock.whileInside(door, async (stay) => {
    const found = await check(passed, environment, entrance, stay);
    switch (found.kind) {
      case 'older':
        return { kind: 'superseded', by: found.than } as const;
      case 'closed':
        return 'window' as const;
      case 'live-changed':
      case 'ineligible':
        return 'ask' as const;
      case 'ok':
        return {
          kind: 'entered',
          result: await deployInside(environment, entrance, stay),
        } as const;
    }
  });
}

/** Once more, without asking anybody: what a person has chosen after it went wrong. */
export async function enterAgain(
  environment: EnvironmentPlan,
  entrance: Entrance,
): Promise<Result | undefined> {
  const { lock, herald } = entrance;
  const { name } = environment;
  const door = {
    environment: name,
    visitor: visitorOf(entrance),
    onWait: (wait: Wait) => herald.announce('awaiting-lock', { environment: name, wait }),
  };
  return lock.whileInside(door, (stay) => deployInside(environment, entrance, stay));
}

async function deployInside(environment: EnvironmentPlan, entrance: Entrance, stay: Stay) {
  entrance.inbox.face({ environment: environment.name, isWaiting: false });
  return deployAndVerify(environment, entrance, stay);
}

function visitorOf({ input, plan, artifact }: Entrance) {
  const { service, commit, heartbeatMs } = plan;
  return { service, releaseId: input.id, commit, digest: artifact.digest, heartbeatMs };
}

async function check(
  { by, live }: Pass,
  environment: EnvironmentPlan,
  entrance: Entrance,
  { found }: Stay,
) {
  const { input, plan, inbox } = entrance;
  const { name, gate } = environment;
  const isOverridden = inbox.overriddenBy(name) !== undefined;
  const groups = gate?.groups.map((group) => group.name) ?? [];
  return checkEntry({
    service: plan.service,
    environment: name,
    repository: plan.repository,
    commit: plan.commit,
    releaseId: input.id,
    ...(live !== undefined && { live }),
    ...(found !== undefined && { found }),
    stale: gate?.stale ?? 'ask',
    approvers: isOverridden ? [] : by,
    groups: gate?.escalateTo ? [...groups, gate.escalateTo.name] : groups,
    ...(isOverridden && { skipWindow: true }),
  });
}
