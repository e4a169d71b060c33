import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import type { Wait } from '../../domain/release/waiting.ts';
import { recheckBeforeDeploy, inRepository } from '../shared/activity-stubs.ts';
import { deployAndVerify, type DeployResult } from '../shared/deploy-and-verify.ts';
import type { LockSession } from '../shared/lock.ts';
import { type Approval, type ApprovalResult, obtainApproval } from './approval.ts';
import { publishWait, type ReleaseContext, rolledBackBefore } from './context.ts';
import { waitBeforeDeploy } from './entry-waits.ts';
import type { RolledBack } from './rolled-back.ts';

/** That a release has deployed, and by what it was let in. */
export interface Deployed {
  readonly kind: 'entered';
  readonly result: DeployResult;
  readonly passed: Approval;
}

/** How a release left the way into an environment. */
export type PromotionResult = Deployed | Exclude<ApprovalResult, { kind: 'approved' }> | RolledBack;

/**
 * Takes the release into one environment: promotion, gate, soak, window, lock, everything checked
 * again, deploy, verify. A wait never holds the lock. A deployment that has begun is finished, also
 * when the release is cancelled meanwhile.
 *
 * @throws CancelledFailure while it waits
 */
export async function promoteTo(
  environment: EnvironmentPlan,
  context: ReleaseContext,
): Promise<PromotionResult> {
  for (;;) {
    const approval = await obtainApproval(environment, context);
    if (approval.kind !== 'approved') return approval;
    const entered = await promoteWith(approval, environment, context);
    if (entered) return entered;
  }
}

/** @returns `undefined` if it must be asked again how the environment is entered */
async function promoteWith(
  passed: Approval,
  environment: EnvironmentPlan,
  context: ReleaseContext,
): Promise<PromotionResult | undefined> {
  for (let isClosed = false; ; isClosed = true) {
    const waited = await waitBeforeDeploy(environment, { ...passed, isClosed }, context);
    if (waited.kind === 'switched') return undefined;
    if (waited.kind !== 'open') return waited;
    const inside = await deployUnderLock(passed, environment, context);
    if (inside === 'window') continue;
    if (inside === undefined || inside === 'ask') return undefined;
    return inside;
  }
}

/** Waits for the turn, and checks again all that may have changed since it was ready. */
async function deployUnderLock(
  passed: Approval,
  environment: EnvironmentPlan,
  context: ReleaseContext,
) {
  const { lock, signals } = context;
  const { name } = environment;
  const mode = signals.modeOf(name);
  const door = {
    environment: name,
    visitor: lockRequester(context),
    interrupted: () =>
      signals.supersededBy(name) !== undefined ||
      rolledBackBefore(name, context) !== undefined ||
      signals.modeOf(name) !== mode,
    onWait: (wait: Wait) => publishWait(context, 'queued', { environment: name, wait }),
  };
  return lock.withLock(door, async (session) => {
    // From here on nobody orders how it enters: who asks is told so.
    signals.setContext({ environment: name, isWaiting: false });
    const found = await check(passed, environment, context, session);
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
          result: await deployAndVerify(environment, context, session, found.atMs),
          passed,
        } as const;
    }
  });
}

/**
 * Once more, which a person has chosen after it went wrong. Nobody is asked, and no window: what
 * has begun to deploy is fixed also in a freeze (W5). But another release may have gone live since:
 * nothing older than that is deployed, and it is nothing that anybody has voted on.
 *
 * @returns `ask` if it must be asked again how the environment is entered
 */
export async function redeploy(
  environment: EnvironmentPlan,
  context: ReleaseContext,
  passed: Approval,
): Promise<
  | DeployResult
  | RolledBack
  | { readonly kind: 'superseded'; readonly by: string }
  | 'ask'
  | undefined
> {
  const { lock, publisher } = context;
  const { name } = environment;
  const door = {
    environment: name,
    visitor: lockRequester(context),
    onWait: (wait: Wait) => publisher.publishPhase('queued', { environment: name, wait }),
  };
  return lock.withLock(door, async (session) => {
    const found = await check(passed, environment, context, {
      found: session.found,
      isAgain: true,
    });
    if (found.kind === 'ok' || found.kind === 'closed' || found.kind === 'ineligible')
      return deployAndVerify(environment, context, session);
    // It is not fixed here any more: others may enter.
    session.recovered();
    if (found.kind === 'rolled-back') return found;
    return found.kind === 'older' ? ({ kind: 'superseded', by: found.than } as const) : 'ask';
  });
}

function lockRequester({ input, plan, artifact }: ReleaseContext) {
  const { service, commit, heartbeatMs } = plan;
  return { service, releaseId: input.id, commit, digest: artifact.digest, heartbeatMs };
}

/** What keeps a release from being deployed although it has the lock; `ok` if nothing does. */
type Recheck =
  | Awaited<ReturnType<typeof recheckBeforeDeploy>>
  | RolledBack
  | { readonly kind: 'older'; readonly than: string };

/** @param isAgain whether it was let in already, by people and windows */
async function check(
  passed: Approval,
  environment: EnvironmentPlan,
  context: ReleaseContext,
  { found, isAgain = false }: Pick<LockSession, 'found'> & { readonly isAgain?: boolean },
): Promise<Recheck> {
  const than = await newerLiveRelease(found, passed, context);
  if (than !== undefined) return { kind: 'older', than };
  const { input, plan, signals } = context;
  const { name, gate } = environment;
  const skipsApproval = isAgain || signals.overriddenBy(name) !== undefined;
  const groups = gate?.groups.map((group) => group.name) ?? [];
  const { by, live } = passed;
  const entry = await recheckBeforeDeploy({
    service: plan.service,
    environment: name,
    releaseId: input.id,
    ...(live !== undefined && { live }),
    found,
    // A vote may hold for another live release; a rule that let it in has looked at one change only.
    staleVotes: by.length > 0 || skipsApproval ? (gate?.staleVotes ?? 'dismiss') : 'dismiss',
    approvers: skipsApproval ? [] : by,
    groups: gate?.escalateTo ? [...groups, gate.escalateTo.name] : groups,
    ...(skipsApproval && { skipWindow: true }),
  });
  return rolledBackBefore(name, context) ?? entry;
}

/** The live release, if this one is older. What was live when it was asked is known not to be newer. */
async function newerLiveRelease(
  live: LockSession['found'],
  passed: Approval,
  { plan }: ReleaseContext,
): Promise<string | undefined> {
  const { repository, commit } = plan;
  if (!live || live.releaseId === passed.live || live.commit === commit) return undefined;
  return (await inRepository(plan).checkAge({ repository, commit, live })).newerLiveRelease;
}
