import { includesRole } from '../domain/caller.ts';
import type { Configuration } from './slipway-file.ts';

/**
 * Whether a person may approve by the configuration given: as a member of one of the groups, where
 * groups are named, and as a person with the role `approve`, where callers are configured.
 *
 * @param groups names; one that the configuration does not have any more has no members
 */
export function isEligible(
  { callers, groups: known }: Pick<Configuration, 'callers' | 'groups'>,
  name: string,
  groups: readonly string[],
): boolean {
  const isMember = known.some(
    (group) => groups.includes(group.name) && group.members.includes(name),
  );
  if (groups.length > 0 && !isMember) return false;
  const caller = callers.find((one) => one.name === name);
  if (callers.length === 0) return true;
  return caller !== undefined && caller.kind === 'person' && includesRole(caller.roles, 'approve');
}
