import { type AccessScope, hasRole } from '../domain/people/principal.ts';
import type { SignedInUser } from '../domain/people/user.ts';
import type { Configuration } from './configuration.ts';
import { groupsOf, permissionsOf, permissionsOfUser } from './permissions.ts';

/** Whether a user may approve in an environment. */
export interface EligibilityQuestion {
  readonly name: string;
  readonly place: AccessScope;
  /** Names; a group that the configuration no longer has is empty. No names: every user. */
  readonly groups: readonly string[];
  /** The last claims of the identity provider about this user, if there are any. */
  readonly signedIn?: SignedInUser | undefined;
}

type Known = Pick<Configuration, 'principals' | 'groups' | 'access' | 'signIn'>;

/**
 * Whether a user may approve by the configuration given: as a member of one of the groups, where
 * groups are named, and with the role `approve` there, where any principal is configured.
 */
export function isEligible(
  configuration: Known,
  { name, place, groups, signedIn = { name, claims: [], atMs: 0 } }: EligibilityQuestion,
): boolean {
  const belongs = (own: readonly string[]) =>
    groups.length === 0 || own.some((group) => groups.includes(group));
  const { principals, signIn } = configuration;
  if (principals.length === 0 && !signIn) return belongs(groupsOf(configuration, name));
  const permissions = signIn
    ? permissionsOfUser(configuration, signedIn)
    : permissionsOf(configuration, name);
  const mayApprove = permissions?.kind === 'user' && hasRole(permissions, 'approve', place);
  return mayApprove && belongs(permissions.groups);
}
