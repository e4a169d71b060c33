import { SlipwayError } from '../domain/errors.ts';
import type { Author } from '../domain/plan.ts';
import type { GitResult } from './git.ts';
import type { Mirror } from './mirror.ts';
import { ensureWhole } from './resolve.ts';

/** Two commits of a repository, each as 40 hexadecimal digits. */
export interface ChangeRequest {
  /** A git URL or an absolute path. */
  readonly repository: string;
  /** What is there before; without it only the commit itself counts. */
  readonly from?: string;
  readonly to: string;
}

/** What lies between two commits. */
export interface CommittedChange {
  /** Relative to the root, in the order of git, at most 10,000. A renamed file is two of them. */
  readonly paths: readonly string[];
  /** How many files differ, also of those beyond the limit. */
  readonly pathCount: number;
  /** Over all files; binary ones count none. */
  readonly linesAdded: number;
  readonly linesRemoved: number;
  /** Of every commit in between, merges included, each once, the newest first. */
  readonly authors: readonly Author[];
  /** Of the last commit, whole, at most 4,000 characters. */
  readonly message: string;
}

export interface AncestryRequest {
  readonly repository: string;
  readonly older: string;
  readonly newer: string;
}

const MOST_PATHS = 10_000;
const LONGEST_MESSAGE = 4_000;
/** The tree without a file, which every repository knows. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/**
 * Tells what a commit brings. Where history was rewritten it is held against the last commit that
 * both have; where they have none, or `from` is gone, all of the commit and its history is new.
 */
export async function changeOf(mirror: Mirror, request: ChangeRequest): Promise<CommittedChange> {
  const { to } = request;
  const range = await rangeOf(mirror, request);
  return {
    ...(await filesIn(mirror, range.base, to)),
    authors: await authorsOf(mirror, range.commits),
    message: await messageOf(mirror, to),
  };
}

/** Whether a commit is another, or one that went before it. One that nobody knows never is. */
export async function isAncestor(
  mirror: Mirror,
  { older, newer }: Omit<AncestryRequest, 'repository'>,
): Promise<boolean> {
  if (!(await isThere(mirror, older)) || !(await isThere(mirror, newer))) return false;
  const result = await mirror.git(['merge-base', '--is-ancestor', older, newer]);
  if (result.exitCode !== 0 && result.exitCode !== 1) throw failed('merge-base', result);
  return result.exitCode === 0;
}

/** What the files are compared with, and the commits that count, as arguments of `git log`. */
export interface Range {
  readonly base: string;
  readonly commits: readonly string[];
}

/** Finds what lies between two commits, after making both available. */
export async function rangeOf(
  mirror: Mirror,
  { from, to }: Pick<ChangeRequest, 'from' | 'to'>,
): Promise<Range> {
  await ensureWhole(mirror, to);
  return from === undefined ? itself(mirror, to) : since(mirror, from, to);
}

async function itself({ git }: Mirror, to: string): Promise<Range> {
  const { exitCode, stdout } = await git(['rev-parse', '--verify', '--quiet', `${to}^1`]);
  const base = exitCode === 0 ? stdout.toString().trim() : EMPTY_TREE;
  return { base, commits: ['-1', to] };
}

async function since(mirror: Mirror, from: string, to: string): Promise<Range> {
  if (!(await isThere(mirror, from))) return { base: EMPTY_TREE, commits: [to] };
  const result = await mirror.git(['merge-base', from, to]);
  if (result.exitCode !== 0 && result.exitCode !== 1) throw failed('merge-base', result);
  const base = result.exitCode === 0 ? result.stdout.toString().trim() : EMPTY_TREE;
  return { base, commits: [`${from}..${to}`] };
}

async function isThere(mirror: Mirror, commit: string): Promise<boolean> {
  try {
    await ensureWhole(mirror, commit);
    return true;
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'COMMIT_NOT_FOUND') return false;
    throw error;
  }
}

async function filesIn({ git }: Mirror, base: string, to: string) {
  const options = ['-r', '-z', '--numstat', '--no-renames', '--no-ext-diff', '--no-textconv'];
  const result = await git(['diff-tree', ...options, base, to]);
  if (result.exitCode !== 0) throw failed('diff-tree', result);
  const paths: string[] = [];
  let pathCount = 0;
  let linesAdded = 0;
  let linesRemoved = 0;
  for (const line of result.stdout.toString().split('\0')) {
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

async function authorsOf({ git }: Mirror, commits: readonly string[]): Promise<readonly Author[]> {
  const result = await git(['log', '--format=%an%x00%ae', ...commits, '--']);
  if (result.exitCode !== 0) throw failed('log', result);
  const lines = new Set(result.stdout.toString().split('\n'));
  lines.delete('');
  return [...lines].map((line) => {
    const [name = '', email = ''] = line.split('\0');
    return { name, email };
  });
}

async function messageOf({ git }: Mirror, commit: string): Promise<string> {
  const result = await git(['log', '-1', '--format=%B', commit, '--']);
  if (result.exitCode !== 0) throw failed('log', result);
  return result.stdout.toString().trim().slice(0, LONGEST_MESSAGE);
}

function failed(command: string, { stderr }: GitResult): Error {
  return new Error(`git ${command} failed: ${stderr}`);
}
