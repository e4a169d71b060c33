import { SlipwayError } from '../domain/errors.ts';
import {
  checkFull,
  type CommitFacts,
  commitNotFound,
  commitOfRef,
  commitsLike,
  factsOf,
  hasWhole,
  isOn,
} from './commits.ts';
import type { Mirror } from './mirror.ts';
import { refuseUnsupported } from './unsupported.ts';

/** A commit by its name, or else by a ref. */
export interface ResolveRequest {
  /** A git URL or an absolute path. */
  readonly repository: string;
  /** The commit must be reachable from one of them. Empty allows every commit. */
  readonly branches: readonly string[];
  /** A branch or a tag. */
  readonly ref?: string;
  /** 7 to 40 hexadecimal digits. */
  readonly commit?: string;
}

export interface ResolvedCommit extends CommitFacts {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** The branch or tag that was asked for. */
  readonly ref?: string;
}

/** Finds the one commit that is meant. */
export async function resolveCommit(
  mirror: Mirror,
  { branches, ref, commit: name }: ResolveRequest,
): Promise<ResolvedCommit> {
  const commit =
    name === undefined ? await byRef(mirror, ref ?? '') : await byName(mirror, name, branches);
  if (!(await isAllowed(mirror, commit, branches))) throw notAllowed(commit, branches);
  await refuseUnsupported(mirror, commit);
  const asked = name === undefined && ref !== undefined ? { ref } : {};
  return { commit, ...asked, ...(await factsOf(mirror, commit)) };
}

/**
 * Makes the mirror have a commit with all that belongs to it.
 *
 * @throws SlipwayError COMMIT_NOT_FOUND, REPOSITORY_UNREACHABLE, DISK_FULL
 */
export async function ensureWhole(mirror: Mirror, commit: string): Promise<void> {
  checkFull(commit);
  if (await hasWhole(mirror, commit)) return;
  await fetchWhole(mirror, commit);
}

/** A branch or a tag may have moved, so it is always fetched. */
async function byRef(mirror: Mirror, ref: string): Promise<string> {
  await mirror.fetch();
  const commit = await commitOfRef(mirror, ref);
  if (commit === undefined)
    throw new SlipwayError('REF_NOT_FOUND', `Branch or tag "${ref}" not found.`);
  return commit;
}

async function byName(mirror: Mirror, name: string, branches: readonly string[]): Promise<string> {
  if (/^[0-9a-f]{7,39}$/.test(name)) return byStart(mirror, name);
  checkFull(name);
  // It may have been merged since the last fetch.
  if (!(await isAllowed(mirror, name, branches))) await fetchWhole(mirror, name);
  return name;
}

/** Fewer digits may fit a commit that is not here yet, so they are always fetched. */
async function byStart(mirror: Mirror, start: string): Promise<string> {
  await mirror.fetch();
  const [commit, ...others] = await commitsLike(mirror, start);
  if (commit === undefined) throw commitNotFound(start);
  if (others.length === 0) return commit;
  const sentence = `${others.length + 1} commits start with ${start}.`;
  throw new SlipwayError('COMMIT_AMBIGUOUS', sentence);
}

async function fetchWhole(mirror: Mirror, commit: string): Promise<void> {
  await mirror.fetch();
  if (await hasWhole(mirror, commit)) return;
  // Its branch may be gone while the repository still has the commit.
  if ((await mirror.fetchCommit(commit)) && (await hasWhole(mirror, commit))) return;
  throw commitNotFound(commit);
}

/** A commit that a branch leads to is here as a whole: git moves a branch last. */
function isAllowed(mirror: Mirror, commit: string, branches: readonly string[]): Promise<boolean> {
  return branches.length === 0 ? hasWhole(mirror, commit) : isOn(mirror, commit, branches);
}

function notAllowed(commit: string, branches: readonly string[]): SlipwayError {
  const sentence = `${commit} is not on ${branches.join(' or ')}.`;
  return new SlipwayError('COMMIT_NOT_ALLOWED', sentence);
}
