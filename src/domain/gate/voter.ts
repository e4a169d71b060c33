/**
 * The identity of a voter. A vote of a user whom an identity provider knows has `groups`; a vote without
 * them is matched by the exact name.
 */
import { isSameUser } from '../people/user.ts';
import type { Group } from './group.ts';
import type { CheckedVote } from './vote.ts';

type Voter = Pick<CheckedVote, 'by' | 'groups' | 'signed'>;

/** Whether a voter belongs to a group: by name, or by the groups that the API attests. */
export function belongsTo({ name, members }: Group, voter: Voter): boolean {
  const attested = attestedOf(voter);
  if (!attested) return members.includes(voter.by);
  return attested.includes(name) || members.some((member) => isSameUser(member, voter.by));
}

/** Whether two votes are of the same user. */
export function isSameVoter(one: Voter, other: Voter): boolean {
  if (one.by === other.by) return true;
  const isKnown = attestedOf(one) !== undefined || attestedOf(other) !== undefined;
  return isKnown && isSameUser(one.by, other.by);
}

/** Whether two votes of one user have the same attested groups. */
export function hasSameGroups(one: Voter, other: Voter): boolean {
  const [ours, theirs] = [attestedOf(one) ?? [], attestedOf(other) ?? []];
  return ours.length === theirs.length && ours.every((group) => theirs.includes(group));
}

/** The attested groups; an unsigned vote attests none. */
function attestedOf({ groups, signed }: Voter): readonly string[] | undefined {
  return signed ? groups : undefined;
}
