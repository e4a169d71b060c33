import { resolve as absolute } from 'node:path';
import { type AncestryRequest, isAncestor } from './ancestry.ts';
import { type ChangeRequest, changeOf, type CommittedChange } from './change.ts';
import { type ChangedCommits, type CommitsRequest, commitsOf } from './commits-of-change.ts';
import { type CheckoutRequest, layOut } from './checkout.ts';
import { checkFull } from './commits.ts';
import { createGit } from './git.ts';
import { createMirrors } from './mirror.ts';
import { readFileAt } from './read-file.ts';
import { ensureWhole, resolveCommit, type ResolvedCommit, type ResolveRequest } from './resolve.ts';
import { refuseUnsupported } from './unsupported.ts';

/** One commit of a repository. */
export interface CommitPlace {
  /** A git URL or an absolute path. */
  readonly repository: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
}

/**
 * The commits of services and their files, by the git binary and a mirror of each repository on
 * this machine. Everything may be called twice, at once, and in several processes.
 */
export interface Source {
  /**
   * Finds the commit that is meant. A branch, a tag or a part of a commit's name is fetched first;
   * a full commit that is here and allowed needs no network.
   *
   * @throws SlipwayError REF_NOT_FOUND, COMMIT_NOT_FOUND, COMMIT_AMBIGUOUS, COMMIT_NOT_ALLOWED,
   *   REPOSITORY_UNREACHABLE, DISK_FULL, SUBMODULES_UNSUPPORTED, LFS_UNSUPPORTED
   */
  resolve(request: ResolveRequest): Promise<ResolvedCommit>;
  /**
   * Makes a commit available on this machine, from the network if need be.
   *
   * @throws SlipwayError COMMIT_NOT_FOUND, REPOSITORY_UNREACHABLE, DISK_FULL
   */
  ensure(place: CommitPlace): Promise<void>;
  /**
   * Reads a file of a commit that is available.
   *
   * @returns its text, or `undefined` if the commit has no such file
   * @throws SlipwayError COMMIT_NOT_FOUND
   */
  readFile(place: CommitPlace & { readonly path: string }): Promise<string | undefined>;
  /**
   * Makes a clean working copy of a commit, with a `.git`, after making the commit available.
   * What is there after a failure is of no use.
   *
   * @throws SlipwayError SUBMODULES_UNSUPPORTED, LFS_UNSUPPORTED, and as `ensure` does
   * @throws the reason of the signal, if it fires meanwhile
   */
  checkout(request: CheckoutRequest): Promise<void>;
  /**
   * Tells what would be different if a commit were live, after making both commits available.
   *
   * @throws SlipwayError COMMIT_NOT_FOUND if there is no `to`, REPOSITORY_UNREACHABLE, DISK_FULL
   */
  change(request: ChangeRequest): Promise<CommittedChange>;
  /**
   * Lists a page of the commits that come with a change, the newest first.
   *
   * @throws SlipwayError as `change` does
   */
  commits(request: CommitsRequest): Promise<ChangedCommits>;
  /**
   * Tells whether a commit is another or an ancestor of it, after making both available. `false` if
   * there is no such commit.
   *
   * @throws SlipwayError REPOSITORY_UNREACHABLE, DISK_FULL
   */
  isAncestor(request: AncestryRequest): Promise<boolean>;
}

/**
 * Makes a source that keeps its mirrors below `root`.
 *
 * @param parts.env of this process; git gets of it what it needs to reach a repository
 */
export function createSource(parts: {
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Source {
  const git = createGit(parts.env);
  const mirrorOf = createMirrors(absolute(parts.root), git);
  /** What the last checkout has found to be whole and supported: a commit never changes. */
  const checked = new Set<string>();
  return {
    resolve: async (request) => resolveCommit(await mirrorOf(request.repository), request),
    ensure: async ({ repository, commit }) => ensureWhole(await mirrorOf(repository), commit),
    async readFile({ repository, commit, path }) {
      checkFull(commit);
      return readFileAt(await mirrorOf(repository), commit, path);
    },
    async checkout(request) {
      const { repository, commit } = request;
      const mirror = await mirrorOf(repository);
      const place = `${mirror.folder} ${commit}`;
      // Taken out while it is used: should somebody have removed the mirror, the next try looks.
      if (!checked.delete(place)) {
        await ensureWhole(mirror, commit);
        await refuseUnsupported(mirror, commit);
      }
      await layOut(mirror, git, request);
      checked.add(place);
    },
    change: async (request) => changeOf(await mirrorOf(request.repository), request),
    commits: async (request) => commitsOf(await mirrorOf(request.repository), request),
    isAncestor: async (request) => isAncestor(await mirrorOf(request.repository), request),
  };
}
