/**
 * What a caller may do: `start` releases, `approve` them, `operate` what runs, `override` what
 * keeps one out of an environment, `admin` all.
 */
export const ROLES = ['start', 'approve', 'operate', 'override', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Who calls, as the credential says it. */
export interface Caller {
  readonly name: string;
  /** Only people vote. */
  readonly kind: 'person' | 'service';
  readonly roles: readonly Role[];
}

/** Whether a caller has a role. An admin has every role. */
export function hasRole(caller: Caller, role: Role): boolean {
  return caller.roles.includes(role) || caller.roles.includes('admin');
}
