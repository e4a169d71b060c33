/** Problems of `groups` in slipway.yaml, and of `signIn.groups`. */
import { closestMatch } from '../domain/did-you-mean.ts';
import { choiceWords } from './found-expected.ts';
import type { SlipwayFile } from './slipway-schema.ts';
import type { Report } from './yaml-file.ts';

/** A gate for a group that has no members would never open. */
export function checkGroups(
  { users, serviceAccounts, groups, signIn }: SlipwayFile,
  report: Report,
): void {
  const filled = Object.values(signIn?.groups ?? {});
  const userNames = users.map(({ name }) => name);
  // With a provider there are users whom this file does not name.
  const isClosed = users.length + serviceAccounts.length > 0 && !signIn;
  for (const [group, members] of Object.entries(groups)) {
    if (members.length === 0 && !filled.includes(group))
      report(
        ['groups', group],
        'this group has no members: add a name, or a value under signIn.groups',
      );
    for (const [index, member] of members.entries()) {
      if (!isClosed || userNames.includes(member)) continue;
      const meant = closestMatch(member, userNames);
      const hint = meant ? `, such as ${meant}` : '';
      report(['groups', group, index], `found ${member}, expected the name of a user${hint}`);
    }
  }
  const known = Object.keys(groups);
  for (const [value, group] of Object.entries(signIn?.groups ?? {})) {
    if (known.includes(group)) continue;
    const words =
      known.length === 0
        ? 'there is none under groups'
        : (closestMatch(group, known) ?? choiceWords(known));
    report(['signIn', 'groups', value], `found ${group}, expected a group of this file: ${words}`);
  }
}
