import { workflowInfo } from '@temporalio/workflow';
import { DEFAULT_GATE, type Gate } from '../../domain/gate/gate.ts';
import type { EnvironmentPlan } from '../../domain/plan/plan.ts';
import { approvalWait, escalatedWait } from '../../domain/release/waiting.ts';
import { inRepository, remind } from '../shared/activity-stubs.ts';
import { endedByOthers, publishWait, type ReleaseContext } from './context.ts';
import { lookAgain } from './look-again.ts';
import { expired, next, rejected, type StageResult, superseded } from './stage-result.ts';

type PromotionAssessment = Awaited<ReturnType<ReturnType<typeof inRepository>['assessPromotion']>>;

/** How a release was approved for an environment. */
export interface Approval {
  /** Who approved; nobody where no approval was required. */
  readonly by: readonly string[];
  /** In milliseconds since the Unix epoch. */
  readonly deployAfterMs?: number;
  /** The release that was live when the approval request was sealed, `null` for none; absent without a request. */
  readonly live?: string | null;
}

/**
 * Decides how an environment is entered, and waits for approval where that is required. The promotion
 * is assessed again whenever another release is live: votes on another approval request do not count.
 */
export async function obtainApproval(
  environment: EnvironmentPlan,
  context: ReleaseContext,
): Promise<StageResult<Approval>> {
  const { name } = environment;
  const { signals, publisher } = context;
  signals.setContext({ environment: name, isWaiting: false });
  if (isUnconditional(environment) && signals.modeOf(name) === undefined) return next({ by: [] });
  return lookAgain<StageResult<Approval>>(signals, async (isWoken) => {
    publisher.assessPromotion(name);
    const assessment = await assess(environment, context);
    if (assessment.newerLiveRelease !== undefined) return superseded(assessment.newerLiveRelease);
    const withoutVotes = () => decisionWithoutVotes(environment, context, assessment);
    const isInterrupted = () => isWoken() || withoutVotes() !== undefined;
    const atGate = () => approvalAtGate(environment, context, assessment, isInterrupted);
    return withoutVotes() ?? (await atGate()) ?? withoutVotes();
  });
}

/** No approval can be required here, and no condition is to be evaluated. */
function isUnconditional({ mode, promotion, gate }: EnvironmentPlan): boolean {
  return mode === 'automatic' && !promotion && !gate;
}

function assess(
  { name, promotion, mode, reason }: EnvironmentPlan,
  { input, plan, artifact }: ReleaseContext,
): Promise<PromotionAssessment> {
  const { id, startedBy, ref } = input;
  return inRepository(plan).assessPromotion({
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
}

/** The decision about the promotion without a vote, if there is one. */
function decisionWithoutVotes(
  { name }: EnvironmentPlan,
  context: ReleaseContext,
  { mode, approvalRequest: { live } }: PromotionAssessment,
): StageResult<Approval> | undefined {
  const { signals } = context;
  const ended = endedByOthers(name, context);
  if (ended) return ended;
  const overrider = signals.overriddenBy(name);
  if (overrider !== undefined) return next({ by: [overrider], live });
  return (signals.modeOf(name) ?? mode) === 'automatic' ? next({ by: [], live }) : undefined;
}

/** @returns `undefined` if the gate was left undecided, or if its approval does not hold any more */
async function approvalAtGate(
  environment: EnvironmentPlan,
  context: ReleaseContext,
  assessment: PromotionAssessment,
  isInterrupted: () => boolean,
): Promise<StageResult<Approval> | undefined> {
  const { name, supersede } = environment;
  const { gate, plan } = context;
  const { supersedeOlder } = inRepository(plan);
  publishGate(context, gate.open(gateOf(environment, assessment)));
  if (supersede === 'on-arrival') await supersedeOlder(successorOf(environment, context));
  const decision = await gate.waitForDecision({
    isInterrupted,
    summary: (open) => approvalWait(open).sentence,
    remind: (open) => sendReminder(open, environment, context),
  });
  if (decision.kind === 'interrupted') return undefined;
  if (decision.kind === 'rejected') return rejected(decision.by, decision.reason);
  if (decision.kind === 'expired') return expired(name);
  if (!(await gate.recheckVoters())) return undefined;
  const { by, deployAfterMs } = decision;
  if (supersede !== 'never') await supersedeOlder(successorOf(environment, context));
  const { live } = assessment.approvalRequest;
  return next({ by, live, ...(deployAfterMs && { deployAfterMs }) });
}

function gateOf(
  { name, gate: policy = DEFAULT_GATE }: EnvironmentPlan,
  { approvalRequest, excludedApprovers, openedAtMs }: PromotionAssessment,
): Gate {
  return {
    environment: name,
    policy,
    excludedApprovers,
    approvalRequest,
    openedAtMs,
    votes: [],
  };
}

function publishGate(context: ReleaseContext, gate: Gate): void {
  const { environment } = gate;
  const approvalRequest = gate.approvalRequest.digest;
  const wait = escalatedWait(gate, Date.now());
  publishWait(context, 'awaiting-approval', { environment, wait, approvalRequest });
}

/** Reminds the approvers that time runs out, and at last the escalation group too. */
async function sendReminder(
  gate: Gate,
  { name }: EnvironmentPlan,
  { publisher }: ReleaseContext,
): Promise<void> {
  const approvalRequest = gate.approvalRequest.digest;
  const wait = escalatedWait(gate, Date.now());
  publisher.publishPhase('awaiting-approval', { environment: name, wait, approvalRequest });
  await remind({ environment: name, canAct: wait.canAct });
  publisher.notifyOutbox();
}

function successorOf({ name }: EnvironmentPlan, { input, plan }: ReleaseContext) {
  const { service, repository, commit } = plan;
  return { service, repository, commit, environment: name, releaseId: input.id };
}
