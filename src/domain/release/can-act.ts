/** The users, groups, role or releases that can end a wait: data, and one sentence for all layers. */
import { anyOf } from '../listed.ts';
import type { Role } from '../people/principal.ts';

export interface CanAct {
  /** Their members. */
  readonly groups?: readonly string[] | undefined;
  /** Everyone with this role for the environment. */
  readonly role?: Role | undefined;
  /** Releases that end the wait when they continue, the next first. */
  readonly releases?: readonly string[] | undefined;
}

/** The kinds of wait that end by themselves, though an override can shorten them. */
const BY_THEMSELVES: readonly string[] = ['soak', 'schedule', 'window'];

/**
 * The users, groups, role or releases that can end a wait, in a sentence.
 *
 * @param kind the kind of the wait
 * @param environment the environment that is waited for
 */
export function canActSentence(kind: string, canAct: CanAct, environment = 'it'): string {
  if (kind === 'worker') return 'It continues when a worker is free.';
  if (BY_THEMSELVES.includes(kind))
    return `It continues by itself. Anyone with the ${canAct.role ?? 'override'} role can deploy it now.`;
  const { groups = [], role, releases } = canAct;
  if (releases) return 'It continues by itself.';
  const verb = VERBS[kind]?.(environment) ?? 'act';
  if (groups.length > 0) return `Members of ${anyOf(groups)} can ${verb}.`;
  return `Anyone with the ${role ?? 'approve'} role can ${verb}.`;
}

const VERBS: Readonly<Record<string, (environment: string) => string>> = {
  approval: () => 'approve',
  guidance: () => 'respond',
  freeze: (environment) => `unfreeze ${environment}`,
};
