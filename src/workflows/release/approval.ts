import { workflowInfo } from '@temporalio/workflow';
import { DEFAULT_GATE, type Gate } from '../../domain/gate/gate.ts';
import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import { approvalWait, escalatedWait } from '../../domain/release/waiting.ts';
import { inRepository, remind } from '../shared/activity-stubs.ts';
import { publishWait, type ReleaseContext, rolledBackBefore } from './context.ts';
import type { GateResult } from './gate.ts';
import type { RolledBack } from './rolled-back.ts';

type PromotionAssessment = Awaited<ReturnType<ReturnType<typeof inRepository>['assessPromotion']>>;

/** What a release has when it was let in, as far as people are concerned. */
export interface Approval {
  readonly kind: 'approved';
  /** Who approved; nobody where nobody was asked. */
  readonly by: readonly string[];
  readonly deployAfterMs?: number;
  /** What was live when it was asked; absent where nobody was asked. */
  readonly live?: string | null;
}

export type ApprovalResult =
  | Approval
  | Exclude<GateResult, { kind: 'approved' }>
  | RolledBack
  | { readonly kind: 'superseded'; readonly by: string };

/**
 * Decides how an environment is entered, and asks people where that is how. What is live is looked
 * at again whenever it changes: votes on another question do not count.
 */
export async function obtainApproval(
  environment: EnvironmentPlan,
  context: ReleaseContext,
): Promise<ApprovalResult> {
  const { name, supersede } = environment;
  const { signals, gate, auditLog, publisher } = context;
  const { supersedeOlder } = inRepository(context.plan);
  signals.setContext({ environment: name, isWaiting: false });
  if (isUnconditional(environment) && signals.modeOf(name) === undefined) {
    auditLog.add('promotion', { environment: name, facts: { mode: environment.mode } });
    return { kind: 'approved', by: [] };
  }
  for (;;) {
    const wakeUps = signals.wakeUps();
    publisher.assessPromotion(name);
    const door = await ask(environment, context);
    if (door.newerLiveRelease !== undefined)
      return { kind: 'superseded', by: door.newerLiveRelease };
    const isOver = () => outcomeOf(environment, context, door) !== undefined;
    if (!isOver()) {
      const asked = gate.open(gateOf(environment, door));
      publishGate(context, environment, asked, door);
      if (supersede === 'on-arrival') await supersedeOlder(successorOf(environment, context));
      const verdict = await gate.waitForDecision({
        interrupted: () => isOver() || signals.wakeUps() !== wakeUps,
        summary: (open) => approvalWait(open).sentence,
        remind: (open) => sendReminder(open, environment, context),
      });
      if (verdict.kind === 'rejected' || verdict.kind === 'expired') return verdict;
      if (verdict.kind === 'approved') {
        if (!(await gate.recheckVoters())) continue;
        const { by, deployAfterMs } = verdict;
        // Neither waits for the other: a person who has approved waits for both.
        const successor = successorOf(environment, context);
        await Promise.all([auditLog.flush(), supersede !== 'never' && supersedeOlder(successor)]);
        return {
          ...verdict,
          by,
          live: door.approvalRequest.live,
          ...(deployAfterMs && { deployAfterMs }),
        };
      }
    }
    const outcome = outcomeOf(environment, context, door);
    if (outcome) return outcome;
  }
}

/** Nobody can be asked here, and no condition has a say. */
function isUnconditional({ mode, promotion, gate }: EnvironmentPlan): boolean {
  return mode === 'automatic' && !promotion && !gate;
}

async function ask(
  environment: EnvironmentPlan,
  context: ReleaseContext,
): Promise<PromotionAssessment> {
  const { input, plan, artifact, auditLog } = context;
  const { name, promotion, mode, reason } = environment;
  const { id, startedBy, ref } = input;
  const door = await inRepository(plan).assessPromotion({
    release: { id, startedBy, author: plan.author, ...(ref !== undefined && { ref }) },
    service: plan.service,
    repository: plan.repository,
    environment: name,
    ...(promotion && { rules: promotion }),
    mode,
    ...(reason !== undefined && { reason }),
    commit: plan.commit,
    artifact: artifact.digest,
    plan: plan.digest,
    nonce: workflowInfo().runId,
  });
  const { approvalRequest, change } = door;
  auditLog.add('promotion', {
    environment: name,
    ...(door.reason !== undefined && { why: door.reason }),
    facts: { mode: door.mode, approvalRequest, change },
  });
  return door;
}

/** What ends the asking without a vote, if something does. */
function outcomeOf(
  { name }: EnvironmentPlan,
  context: ReleaseContext,
  { mode, approvalRequest }: PromotionAssessment,
): ApprovalResult | undefined {
  const { signals } = context;
  const by = signals.supersededBy(name);
  if (by !== undefined) return { kind: 'superseded', by };
  const rolledBack = rolledBackBefore(name, context);
  if (rolledBack) return rolledBack;
  const overrider = signals.overriddenBy(name);
  const passed = { kind: 'approved', live: approvalRequest.live } as const;
  if (overrider !== undefined) return { ...passed, by: [overrider] };
  return (signals.modeOf(name) ?? mode) === 'automatic' ? { ...passed, by: [] } : undefined;
}

function gateOf(
  { name, gate: policy = DEFAULT_GATE }: EnvironmentPlan,
  door: PromotionAssessment,
): Gate {
  const { approvalRequest, excludedApprovers, openedAtMs } = door;
  return {
    environment: name,
    policy,
    excludedApprovers,
    approvalRequest: approvalRequest.digest,
    openedAtMs,
    votes: [],
  };
}

function publishGate(
  context: ReleaseContext,
  { name }: EnvironmentPlan,
  gate: Gate,
  { excludedApprovers }: PromotionAssessment,
): void {
  const { auditLog } = context;
  const wait = escalatedWait(gate, Date.now());
  const { approvalRequest } = gate;
  publishWait(context, 'awaiting-approval', { environment: name, wait, approvalRequest });
  auditLog.add('gate-opened', {
    environment: name,
    facts: { approvalRequest: gate.approvalRequest, excludedApprovers },
  });
}

/** Says on the way that time runs out, and at last that others may vote too. */
async function sendReminder(
  gate: Gate,
  { name }: EnvironmentPlan,
  context: ReleaseContext,
): Promise<void> {
  const { publisher, auditLog } = context;
  const wait = escalatedWait(gate, Date.now());
  publisher.publishPhase('awaiting-approval', {
    environment: name,
    wait,
    approvalRequest: gate.approvalRequest,
  });
  await remind({ environment: name, canAct: wait.canAct });
  auditLog.add('reminded', { environment: name, facts: { canAct: wait.canAct } });
  await auditLog.flush();
}

function successorOf({ name }: EnvironmentPlan, { input, plan }: ReleaseContext) {
  const { service, repository, commit } = plan;
  return { service, repository, commit, environment: name, releaseId: input.id };
}
