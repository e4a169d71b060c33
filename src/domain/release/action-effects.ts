/** What follows from what people decide: said before and after in the same words. */
import { formatDuration } from '../duration.ts';
import { type Gate, type GateState, gateState } from '../gate/gate.ts';
import type { EnvironmentPlan } from '../plan/plan.ts';
import type { PromotionMode } from '../plan/promotion.ts';
import type { GuidanceChoice } from './intervention.ts';
import type { Release } from './release.ts';

/** What an answer to a question of a release does. */
export const GUIDANCE_EFFECTS: Record<GuidanceChoice, string> = {
  retry: 'It tries again.',
  ignore: 'It goes on as it is.',
  rollback: 'It goes back to what was verified last.',
  fail: 'The release ends as failed.',
};

/** What another mode does to a release that waits. */
export const MODE_EFFECTS: Record<PromotionMode, string> = {
  approval: 'It asks people before it enters.',
  automatic: 'It enters without asking anybody.',
};

export const OVERRIDE_EFFECT =
  'It goes on without approval, soak and window, and waits for its turn only.';

/** What a cancellation does now. */
export function cancelEffect({
  phase,
  environment,
}: Pick<Release, 'phase' | 'environment'>): string {
  return phase === 'deploying' || phase === 'verifying'
    ? `It finishes ${environment ?? 'the deployment'} first, and goes no further.`
    : 'It stops now.';
}

/** What a gate does that stands like this after a vote. */
export function approvalEffect(gate: Gate, plan: EnvironmentPlan | undefined): string {
  const state = gateState(gate);
  if (state.kind === 'approved') return `It enters ${gate.environment}${ofEntry(plan)}.`;
  return missingApprovals(state);
}

/** What a gate does that is not approved. */
export function missingApprovals(state: Exclude<GateState, { kind: 'approved' }>): string {
  if (state.kind === 'rejected') return 'The release ends as rejected.';
  const people = state.missing === 1 ? 'one more approval' : `${state.missing} more approvals`;
  const groups = state.missingGroups.length > 0 ? ` from ${state.missingGroups.join(', ')}` : '';
  return `It waits for ${people}${groups}.`;
}

/** What still stands between an approved release and its environment. */
function ofEntry(plan: EnvironmentPlan | undefined): string {
  const { soakMs, windows = [] } = plan ?? {};
  const needs = [
    'it is its turn',
    ...(soakMs === undefined ? [] : [`it has been good for ${formatDuration(soakMs)}`]),
    ...(windows.length === 0 ? [] : [`${windows.join(', ')} ${are(windows)} open`]),
  ];
  return ` when ${needs.join(', and ')}`;
}

function are({ length }: readonly unknown[]): string {
  return length === 1 ? 'is' : 'are';
}
