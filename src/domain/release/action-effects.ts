/** The effects of users' decisions: the same sentences before and after. */
import { formatDuration } from '../duration.ts';
import { type Gate, type GateState, gateState } from '../gate/gate.ts';
import type { EnvironmentPlan } from '../plan/plan.ts';
import type { PromotionMode } from '../plan/promotion.ts';
import type { GuidanceChoice } from './intervention.ts';
import type { Release } from './release.ts';

/** The effect of a response to a guidance request. */
export const GUIDANCE_EFFECTS: Record<GuidanceChoice, string> = {
  retry: 'Retries the failed step.',
  ignore: 'Continues, and keeps this deployment although it failed its checks.',
  rollback: 'Rolls the environment back to the last verified release.',
  fail: 'Ends the release as failed.',
};

/** The effect of another mode on a waiting release. */
export const MODE_EFFECTS: Record<PromotionMode, string> = {
  approval: 'Requires approval before deployment.',
  automatic: 'Deploys without approval.',
};

export const OVERRIDE_EFFECT =
  'Skips approval, soak and deployment window. It still waits in the queue.';

/** The effect of a cancellation now. */
export function cancelEffect({
  phase,
  environment,
}: Pick<Release, 'phase' | 'environment'>): string {
  return phase === 'deploying' || phase === 'verifying'
    ? `Finishes the deployment to ${environment ?? 'the deployment'}, then stops.`
    : 'Stops now.';
}

/** What follows from the state of a gate after a vote. */
export function approvalEffect(gate: Gate, plan: EnvironmentPlan | undefined): string {
  const state = gateState(gate);
  if (state.kind === 'approved') return `Deploys to ${gate.environment} once ${ofEntry(plan)}.`;
  return missingApprovals(state);
}

/** What follows from a gate that is not approved. */
export function missingApprovals(state: Exclude<GateState, { kind: 'approved' }>): string {
  if (state.kind === 'rejected') return 'Ends the release as rejected.';
  const approvals = state.missing === 1 ? '1 more approval' : `${state.missing} more approvals`;
  const groups = state.missingGroups.length > 0 ? `, from ${state.missingGroups.join(', ')}` : '';
  return `Needs ${approvals}${groups}.`;
}

/** What an approved release still waits for before its environment. */
function ofEntry(plan: EnvironmentPlan | undefined): string {
  const { soakMs, windows = [] } = plan ?? {};
  const needs = [
    ...(soakMs === undefined ? [] : [`it has soaked for ${formatDuration(soakMs)}`]),
    ...(windows.length === 0 ? [] : [`${windows.join(', ')} ${are(windows)} open`]),
  ];
  return needs.length === 0 ? 'the queue is clear' : `${needs.join(', ')} and the queue is clear`;
}

function are({ length }: readonly unknown[]): string {
  return length === 1 ? 'is' : 'are';
}
