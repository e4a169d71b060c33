/**
 * Who somebody is who votes. A vote of a person whom an identity provider knows says so by its
 * `groups`; one without is matched by the exact name, as every vote was before there were such.
 */
import { isSameUser } from '../people/user.ts';
import type { Group } from './group.ts';
import type { CheckedVote } from './vote.ts';

type Voter = Pick<CheckedVote, 'by' | 'groups' | 'signed'>;

/** Whether somebody who votes belongs to a group: by name, or by what the API attests. */
export function belongsTo({ name, members }: Group, voter: Voter): boolean {
  const attested = attestedOf(voter);
  if (!attested) return members.includes(voter.by);
  return attested.includes(name) || members.some((member) => isSameUser(member, voter.by));
}

/** Whether two votes are of one person. */
export function isSameVoter(one: Voter, other: Voter): boolean {
  if (one.by === other.by) return true;
  const isKnown = attestedOf(one) !== undefined || attestedOf(other) !== undefined;
  return isKnown && isSameUser(one.by, other.by);
}

/** Whether two votes of one person are attested the same groups. */
export function hasSameGroups(one: Voter, other: Voter): boolean {
  const [ours, theirs] = [attestedOf(one) ?? [], attestedOf(other) ?? []];
  return ours.length === theirs.length && ours.every((group) => theirs.includes(group));
}

/** What was typed into a tool of Temporal attests nothing. */
function attestedOf({ groups, signed }: Voter): readonly string[] | undefined {
  return signed ? groups : undefined;
}
