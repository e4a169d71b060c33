/** Why a release is not further: said by the workflow, the API and the page in the same words. */
import { closesAtMs, type Gate, gateState } from './gate.ts';
import type { Release } from './release.ts';

export interface Wait {
  readonly kind: 'approval' | 'lock';
  /** In milliseconds since the Unix epoch. */
  readonly sinceMs: number;
  readonly untilMs?: number;
  /** Who can change it: names of groups or of releases. */
  readonly who: readonly string[];
  /** One sentence for people. */
  readonly sentence: string;
}

/** Tells what a release waits for. Empty while it works, and when it has ended. */
export function waitingFor(release: Release): readonly Wait[] {
  if (release.phase === 'awaiting-approval' && release.gate) return [approvalWait(release.gate)];
  if (release.phase === 'awaiting-lock')
    return [lockWait(release.environment ?? '', release.behind, release.sinceMs)];
  return [];
}

/** What an open gate waits for. */
export function approvalWait(gate: Gate): Wait {
  const state = gateState(gate);
  const missing = state.kind === 'waiting' ? state.missing : 0;
  const groups =
    state.kind === 'waiting' && state.missingGroups.length > 0
      ? state.missingGroups
      : gate.policy.groups.map(({ name }) => name);
  const people = missing === 1 ? 'one approval' : `${missing} approvals`;
  const from = groups.length > 0 ? ` from ${groups.join(', ')}` : '';
  return {
    kind: 'approval',
    sinceMs: gate.openedAtMs,
    untilMs: closesAtMs(gate),
    who: groups,
    sentence: `Waits for ${people}${from} to enter ${gate.environment}.`,
  };
}

/** What a release in the queue of an environment waits for. */
export function lockWait(environment: string, behind: readonly string[], sinceMs: number): Wait {
  const [holder, ...others] = behind;
  const rest = others.length > 0 ? ` and ${others.length} more` : '';
  return {
    kind: 'lock',
    sinceMs,
    who: behind,
    sentence: `Waits for ${holder ?? 'another release'}${rest} to leave ${environment}.`,
  };
}
