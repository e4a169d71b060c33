import { type ChangeRequest, liveCommitOf } from './change.ts';
import { type ListedCommit, listCommits, type Page, readGit } from './commit-list.ts';
import type { Mirror } from './mirror.ts';

export interface CommitsRequest extends ChangeRequest, Page {}

export interface ChangedCommits {
  /** The newest first. */
  readonly commits: readonly ListedCommit[];
  /** How many there are in all. */
  readonly commitCount: number;
}

/**
 * Lists the commits that come with a change: those that are not live yet. Where nothing is live,
 * or what is live is gone, all of the history.
 */
export async function commitsOf(mirror: Mirror, request: CommitsRequest): Promise<ChangedCommits> {
  const { to, skip, limit } = request;
  const live = await liveCommitOf(mirror, request);
  const range = live === undefined ? [to] : [to, `^${live}`];
  const [commits, count] = await Promise.all([
    listCommits(mirror, range, { skip, limit }),
    readGit(mirror, ['rev-list', '--count', ...range, '--']),
  ]);
  return { commits, commitCount: Number(count) };
}
