import { type AccessScope, hasRole } from '../domain/people/principal.ts';
import type { SignedInUser } from '../domain/people/user.ts';
import type { Configuration } from './configuration.ts';
import { groupsOf, permissionsOf, permissionsOfUser } from './permissions.ts';

/** Whether somebody may approve in a place. */
export interface EligibilityQuestion {
  readonly name: string;
  readonly place: AccessScope;
  /** Names; one that the configuration does not have any more has no members. Empty: anybody. */
  readonly groups: readonly string[];
  /** What the identity provider said of this person last, if it ever did. */
  readonly signedIn?: SignedInUser | undefined;
}

type Known = Pick<Configuration, 'principals' | 'groups' | 'access' | 'signIn'>;

/**
 * Whether a person may approve by the configuration given: as a member of one of the groups, where
 * groups are named, and as a person with the role `approve` there, where anybody is configured.
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
