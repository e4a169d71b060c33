import { createHash } from 'node:crypto';

const PEOPLE = {
  ana: ['start', 'approve', 'operate'],
  ben: ['approve'],
  cleo: ['approve'],
  olga: ['override', 'admin'],
  eve: [],
} as const;

/** The names of the callers that `CALLERS` configures; `ci` is a service. */
export type PrincipalName = keyof typeof PEOPLE | 'ci';

/** The bearer token of a caller. */
export function tokenOf(name: PrincipalName): string {
  return `the-token-of-${name}-is-long-enough`;
}

const entry = (name: PrincipalName, kind: 'person' | 'service', roles: readonly string[]) => ({
  name,
  kind,
  roles,
  tokenSha256: createHash('sha256').update(tokenOf(name)).digest('hex'),
});

/** `callers` of a slipway.yaml: people with different roles, and a service that may do all. */
export const CALLERS = [
  ...Object.entries(PEOPLE).map(([name, roles]) => entry(name as PrincipalName, 'person', roles)),
  entry('ci', 'service', ['start', 'approve', 'operate', 'admin']),
];
