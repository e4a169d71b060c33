/** A change in the words of this command line. */
import { listed } from '../domain/listed.ts';
import type { Preview } from '../client/responses.ts';

type Change = Preview['environments'][number]['change'];

/** `2 files, +3 −1, by ana@example.com` */
export function changeWords(change: Change): string {
  const { pathCount, linesAdded, linesRemoved, authors, authorCount } = change;
  if (pathCount === 0) return 'no changes';
  const files = pathCount === 1 ? '1 file' : `${pathCount} files`;
  return `${files}, +${linesAdded} −${linesRemoved}, by ${listed(authors, authorCount)}`;
}

/** `removes 2 commits: Say more, Say hello`, or `undefined` where no commit is taken away. */
export function takenAwayWords({ takenAway, takenAwayCount }: Change): string | undefined {
  if (takenAwayCount === 0) return undefined;
  const commits = takenAwayCount === 1 ? '1 commit' : `${takenAwayCount} commits`;
  const subjects = takenAway.map(({ subject }) => subject);
  return `removes ${commits}: ${listed(subjects, takenAwayCount)}`;
}
