/** A push to a repository, as its host reports it. */
export interface Push {
  /** All known addresses of the repository. */
  readonly repositories: readonly string[];
  readonly branch: string;
  /** The new commit of the branch: 40 hexadecimal digits. */
  readonly commit: string;
  /** The previous commit; absent for a new branch. */
  readonly before?: string;
}

/** A push to a branch, or an event that starts no release. */
export type PushEvent =
  | { readonly kind: 'push'; readonly push: Push }
  | { readonly kind: 'nothing'; readonly reason: string };

/** A ref before and after a push. */
export interface RefChange {
  /** `refs/heads/main`, or a branch name. */
  readonly ref: string;
  /** All zeros for a new ref. */
  readonly before?: string | undefined;
  /** All zeros for a deleted ref. */
  readonly after: string;
}

/** Reads what happened to a branch. */
export function pushOf(
  { ref, before, after }: RefChange,
  repositories: readonly string[],
): PushEvent {
  const branch = branchOf(ref);
  if (branch === undefined) return { kind: 'nothing', reason: `${ref} is not a branch.` };
  if (isNone(after)) return { kind: 'nothing', reason: `The branch ${branch} was deleted.` };
  const isNew = before === undefined || isNone(before);
  return {
    kind: 'push',
    push: {
      repositories,
      branch,
      commit: after,
      ...(!isNew && { before }),
    },
  };
}

function branchOf(ref: string): string | undefined {
  if (!ref.startsWith('refs/')) return ref;
  return /^refs\/heads\/(.+)$/.exec(ref)?.[1];
}

/** Git writes zeros for a missing commit. */
function isNone(commit: string): boolean {
  return /^0+$/.test(commit);
}
