import type { EnvironmentPlan } from '../domain/plan.ts';
import type { Wait } from '../domain/waiting.ts';
import { checkEntry, inRepository } from './activities.ts';
import { deployAndVerify, type Result } from './deployment.ts';
import { announceWait, type Entrance, rolledBackBefore } from './entrance.ts';
import type { Stay } from './lock.ts';
import { pass, type Pass, type Passage } from './passage.ts';
import { waitToEnter } from './patience.ts';
import type { TakenBack } from './taken-back.ts';

/** That a release has deployed, and by what it was let in. */
export interface Inside {
  readonly kind: 'entered';
  readonly result: Result;
  readonly passed: Pass;
}

/** How a release left the way into an environment. */
export type Entered = Inside | Exclude<Passage, { kind: 'approved' }> | TakenBack;

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
    if (patience.kind === 'switched') return undefined;
    if (patience.kind !== 'open') return patience;
    const inside = await insideTheLock(passed, environment, entrance);
    if (inside === 'window') continue;
    if (inside === undefined || inside === 'ask') return undefined;
    return inside;
  }
}

/** Waits for the turn, and checks again all that may have changed since it was ready. */
async function insideTheLock(passed: Pass, environment: EnvironmentPlan, entrance: Entrance) {
  const { lock, inbox } = entrance;
  const { name } = environment;
  const mode = inbox.modeOf(name);
  const door = {
    environment: name,
    visitor: visitorOf(entrance),
    interrupted: () =>
      inbox.supersededBy(name) !== undefined ||
      rolledBackBefore(name, entrance) !== undefined ||
      inbox.modeOf(name) !== mode,
    onWait: (wait: Wait) => announceWait(entrance, 'awaiting-lock', { environment: name, wait }),
  };
  return lock.whileInside(door, async (stay) => {
    // From here on nobody orders how it enters: who asks is told so.
    inbox.face({ environment: name, isWaiting: false });
    const found = await check(passed, environment, entrance, stay);
    switch (found.kind) {
      case 'older':
        return { kind: 'superseded', by: found.than } as const;
      case 'rolled-back':
        return found;
      case 'closed':
        return 'window' as const;
      case 'live-changed':
      case 'ineligible':
        return 'ask' as const;
      case 'ok':
        return {
          kind: 'entered',
          result: await deployAndVerify(environment, entrance, stay),
          passed,
        } as const;
    }
  });
}

/**
 * Once more, which a person has chosen after it went wrong. Nobody is asked, and no calendar: what
 * has begun to deploy is mended also in a freeze (W5). But another release may have gone live since:
 * nothing older than that is deployed, and it is nothing that anybody has voted on.
 *
 * @returns `ask` if it must be asked again how the environment is entered
 */
export async function enterAgain(
  environment: EnvironmentPlan,
  entrance: Entrance,
  passed: Pass,
): Promise<
  Result | TakenBack | { readonly kind: 'superseded'; readonly by: string } | 'ask' | undefined
> {
  const { lock, herald } = entrance;
  const { name } = environment;
  const door = {
    environment: name,
    visitor: visitorOf(entrance),
    onWait: (wait: Wait) => herald.announce('awaiting-lock', { environment: name, wait }),
  };
  return lock.whileInside(door, async (stay) => {
    const found = await check(passed, environment, entrance, { found: stay.found, isAgain: true });
    if (found.kind === 'ok' || found.kind === 'closed' || found.kind === 'ineligible')
      return deployAndVerify(environment, entrance, stay);
    // It is not mended here any more: others may enter.
    stay.mended();
    if (found.kind === 'rolled-back') return found;
    return found.kind === 'older' ? ({ kind: 'superseded', by: found.than } as const) : 'ask';
  });
}

function visitorOf({ input, plan, artifact }: Entrance) {
  const { service, commit, heartbeatMs } = plan;
  return { service, releaseId: input.id, commit, digest: artifact.digest, heartbeatMs };
}

/** What keeps a release from being deployed although it has the lock; `ok` if nothing does. */
type Found =
  | Awaited<ReturnType<typeof checkEntry>>
  | TakenBack
  | { readonly kind: 'older'; readonly than: string };

/** @param isAgain whether it was let in already, by people and calendars */
async function check(
  passed: Pass,
  environment: EnvironmentPlan,
  entrance: Entrance,
  { found, isAgain = false }: Pick<Stay, 'found'> & { readonly isAgain?: boolean },
): Promise<Found> {
  const than = await olderThan(found, passed, entrance);
  if (than !== undefined) return { kind: 'older', than };
  const { input, plan, inbox } = entrance;
  const { name, gate } = environment;
  const isLetIn = isAgain || inbox.overriddenBy(name) !== undefined;
  const groups = gate?.groups.map((group) => group.name) ?? [];
  const { by, live } = passed;
  const entry = await checkEntry({
    service: plan.service,
    environment: name,
    releaseId: input.id,
    ...(live !== undefined && { live }),
    found,
    // A vote may hold for another live release; a rule that let it in has looked at one change only.
    stale: by.length > 0 || isLetIn ? (gate?.stale ?? 'ask') : 'ask',
    approvers: isLetIn ? [] : by,
    groups: gate?.escalateTo ? [...groups, gate.escalateTo.name] : groups,
    ...(isLetIn && { skipWindow: true }),
  });
  return rolledBackBefore(name, entrance) ?? entry;
}

/** The live release, if this one is older. What was live when it was asked is known not to be newer. */
async function olderThan(
  live: Stay['found'],
  passed: Pass,
  { plan }: Entrance,
): Promise<string | undefined> {
  const { repository, commit } = plan;
  if (!live || live.releaseId === passed.live || live.commit === commit) return undefined;
  return (await inRepository(plan).checkAge({ repository, commit, live })).olderThan;
}
