import { hasRole, type Place } from '../domain/caller.ts';
import type { Configuration } from './slipway-file.ts';
import { standingOf } from './standing.ts';

/** Whether somebody may approve in a place. */
export interface EligibilityQuestion {
  readonly name: string;
  readonly place: Place;
  /** Names; one that the configuration does not have any more has no members. Empty: anybody. */
  readonly groups: readonly string[];
}

/**
 * Whether a person may approve by the configuration given: as a member of one of the groups, where
 * groups are named, and as a person with the role `approve` there, where callers are configured.
 */
export function isEligible(
  configuration: Pick<Configuration, 'callers' | 'groups' | 'access'>,
  { name, place, groups }: EligibilityQuestion,
): boolean {
  const isMember = configuration.groups.some(
    (group) => groups.includes(group.name) && group.members.includes(name),
  );
  if (groups.length > 0 && !isMember) return false;
  if (configuration.callers.length === 0) return true;
  const standing = standingOf(configuration, name);
  return standing?.kind === 'person' && hasRole(standing, 'approve', place);
}
