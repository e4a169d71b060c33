import { grantsOf, type Principal } from '../domain/people/principal.ts';
import { isSameUser, type SignedInUser } from '../domain/people/user.ts';
import type { Configuration } from './configuration.ts';

/** The groups of a principal, and its roles with their limits. */
export type Permissions = Omit<Principal, 'attested' | 'via'>;

type Known = Pick<Configuration, 'principals' | 'groups' | 'access' | 'signIn'>;

/**
 * The permissions of a name, by the principals, groups and access of a configuration.
 *
 * @returns `undefined` if it is no principal
 */
export function permissionsOf(
  { principals, groups, access }: Omit<Known, 'signIn'>,
  name: string,
): Permissions | undefined {
  const principal = principals.find((one) => one.name === name);
  if (!principal) return undefined;
  const { kind, roles } = principal;
  const own = groupsOf({ groups }, name);
  return { name, kind, roles, groups: own, grants: grantsOf(access, own) };
}

/**
 * The permissions of a user whom the identity provider has signed in: under the name that the
 * configuration writes, with the roles of a user of that name, and with groups by name and by
 * claims.
 *
 * @returns `undefined` if the configuration does not know the user: no group, and no entry in `users`
 */
export function permissionsOfUser(
  { principals, groups, access, signIn }: Known,
  { name, claims }: Pick<SignedInUser, 'name' | 'claims'>,
): Permissions | undefined {
  if (!signIn) return undefined;
  const principal = principals.find((one) => isSameUser(one.name, name));
  if (principal?.kind === 'service-account') return undefined;
  const spelled = (members: readonly string[]) => members.find((one) => isSameUser(one, name));
  const attested = attestedGroups(signIn, claims);
  const theirs = groups.filter((group) => spelled(group.members) || attested.includes(group.name));
  if (!principal && theirs.length === 0) return undefined;
  const own = theirs.map((group) => group.name);
  return {
    name: principal?.name ?? spelled(theirs.flatMap(({ members }) => members)) ?? name,
    kind: 'user',
    roles: principal?.roles ?? [],
    groups: own,
    grants: grantsOf(access, own),
  };
}

/** The groups that list a name. */
export function groupsOf({ groups }: Pick<Known, 'groups'>, name: string): readonly string[] {
  return groups.filter(({ members }) => members.includes(name)).map((group) => group.name);
}

/** The groups of slipway.yaml that claims of the provider fill. */
export function attestedGroups(
  { groups }: Pick<NonNullable<Known['signIn']>, 'groups'>,
  claims: readonly string[],
): readonly string[] {
  return [...new Set(claims.flatMap((claim) => groups[claim] ?? []))];
}
