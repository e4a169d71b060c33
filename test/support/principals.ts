import { createHash } from 'node:crypto';

const PEOPLE = {
  ana: ['start', 'approve', 'operate'],
  ben: ['approve'],
  cleo: ['approve'],
  olga: ['override', 'admin'],
  eve: [],
} as const;

/** The names that `PRINCIPALS` configures; `ci` is a service account. */
export type PrincipalName = keyof typeof PEOPLE | 'ci';

/** The bearer token of a principal. */
export function tokenOf(name: PrincipalName): string {
  return `the-token-of-${name}-is-long-enough`;
}

const entry = (name: PrincipalName, roles: readonly string[]) => ({
  name,
  roles,
  tokenSha256: createHash('sha256').update(tokenOf(name)).digest('hex'),
});

/** Users with different roles, and a service account that may do all, as slipway.yaml has them. */
export const PRINCIPALS = {
  users: Object.entries(PEOPLE).map(([name, roles]) => entry(name as PrincipalName, roles)),
  serviceAccounts: [entry('ci', ['start', 'approve', 'operate', 'admin'])],
};
