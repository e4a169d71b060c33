import type { Author } from '../domain/author.ts';
import { normalizeUserName } from '../domain/people/user.ts';
import { isThere } from './ancestry.ts';
import { listCommits, type ListedCommit, readGit } from './commit-list.ts';
import type { Mirror } from './mirror.ts';
import { ensureWhole } from './resolve.ts';

/** Two commits of a repository, each as 40 hexadecimal digits. */
export interface ChangeRequest {
  /** A git URL or an absolute path. */
  readonly repository: string;
  /** The commit that is live; absent where nothing is. */
  readonly from?: string;
  /** The commit that would be live instead. */
  readonly to: string;
}

/** What would be different if one commit were live instead of another. */
export interface CommittedChange {
  /**
   * The files that differ between the two trees, relative to the root, in the order of git, at
   * most 10,000. A renamed file is two of them.
   */
  readonly paths: readonly string[];
  /** How many files differ, also of those beyond the limit. */
  readonly pathCount: number;
  /** Over all files; binary ones count none. */
  readonly linesAdded: number;
  readonly linesRemoved: number;
  /**
   * Of every commit that comes and of every commit that is taken away, merges included, each
   * address once, the newest first, at most 1,000. Of an address 320 characters.
   */
  readonly authors: readonly Author[];
  /** How many authors there are, also of those beyond the limit. */
  readonly authorCount: number;
  /** The commits that are live and not in the history of the new one: the newest 30 of them. */
  readonly takenAway: readonly ListedCommit[];
  /** How many commits are taken away. */
  readonly takenAwayCount: number;
  /** Of the new commit, whole, at most 4,000 characters. */
  readonly message: string;
}

const MOST_PATHS = 10_000;
const MOST_AUTHORS = 1_000;
/** No mailbox has an address as long as this. */
const LONGEST_ADDRESS = 320;
/** As many of the commits that are taken away are listed. */
const NEWEST = { skip: 0, limit: 30 };
const LONGEST_MESSAGE = 4_000;
/** The tree without a file, which every repository knows. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/**
 * Tells what a commit brings (E9): the live tree is compared with the new one, whatever their
 * histories have in common. Where nothing is live, or the repository does not have the live commit
 * any more, all of the new tree and all of its history come.
 */
export async function changeOf(mirror: Mirror, request: ChangeRequest): Promise<CommittedChange> {
  const { to } = request;
  const live = await liveCommitOf(mirror, request);
  const [files, authors, message] = await Promise.all([
    filesIn(mirror, live ?? EMPTY_TREE, to),
    authorsOf(mirror, live === undefined ? to : `${live}...${to}`),
    readGit(mirror, ['log', '-1', '--format=%B', to, '--']),
  ]);
  return {
    ...files,
    ...authors,
    takenAway:
      live === undefined || authors.takenAwayCount === 0
        ? []
        : await listCommits(mirror, [live, `^${to}`], NEWEST),
    message: message.trim().slice(0, LONGEST_MESSAGE),
  };
}

/**
 * Makes the commits of a change available.
 *
 * @returns the live one, or `undefined` where nothing is live or it is gone from the repository
 */
export async function liveCommitOf(
  mirror: Mirror,
  { from, to }: Pick<ChangeRequest, 'from' | 'to'>,
): Promise<string | undefined> {
  await ensureWhole(mirror, to);
  return from !== undefined && (await isThere(mirror, from)) ? from : undefined;
}

async function filesIn(mirror: Mirror, base: string, to: string) {
  const options = ['-r', '-z', '--numstat', '--no-renames', '--no-ext-diff', '--no-textconv'];
  const diff = await readGit(mirror, [
    'diff-tree',
    ...options,
    // A `.gitmodules` must not hide that another commit of a submodule would be there.
    '--ignore-submodules=none',
    base,
    to,
  ]);
  const paths: string[] = [];
  let pathCount = 0;
  let linesAdded = 0;
  let linesRemoved = 0;
  for (const line of diff.split('\0')) {
    // Numbers have no tabs, names may. Of binary files there are no numbers, but `-`.
    const [, added, removed, path] = /^(\d+|-)\t(\d+|-)\t([^]+)$/.exec(line) ?? [];
    if (path === undefined) continue;
    pathCount += 1;
    if (paths.length < MOST_PATHS) paths.push(path);
    linesAdded += Number(added) || 0;
    linesRemoved += Number(removed) || 0;
  }
  return { paths, pathCount, linesAdded, linesRemoved };
}

/** @param range a commit for its history, or `live...new` for what only one of them has */
async function authorsOf(mirror: Mirror, range: string) {
  const log = await readGit(mirror, ['log', '--left-right', '--format=%m%an%x00%ae', range, '--']);
  const authors = new Map<string, Author>();
  let takenAwayCount = 0;
  for (const line of log.split('\n')) {
    if (line === '') continue;
    if (line.startsWith('<')) takenAwayCount += 1;
    const [name = '', address = ''] = line.slice(1).split('\0');
    const email = address.slice(0, LONGEST_ADDRESS);
    const key = normalizeUserName(email || name);
    if (!authors.has(key)) authors.set(key, { name, email });
  }
  return {
    authors: [...authors.values()].slice(0, MOST_AUTHORS),
    authorCount: authors.size,
    takenAwayCount,
  };
}
