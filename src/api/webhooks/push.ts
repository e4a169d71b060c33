/** A push to a repository, as whoever hosts it has told. */
export interface Push {
  /** The addresses of the repository, in every form that is known. */
  readonly repositories: readonly string[];
  readonly branch: string;
  /** What the branch leads to now: 40 hexadecimal digits. */
  readonly commit: string;
  /** What it led to before; absent if the branch is new. */
  readonly before?: string;
}

/** What an event is about: a push to a branch, or nothing that starts a release. */
export type PushEvent =
  | { readonly kind: 'push'; readonly push: Push }
  | { readonly kind: 'nothing'; readonly reason: string };

/** A ref before and after, as git and its hosts tell it. */
export interface RefChange {
  /** `refs/heads/main`, or the bare name of a branch. */
  readonly ref: string;
  /** Only zeros for a ref that is new. */
  readonly before?: string | undefined;
  /** Only zeros for a ref that was removed. */
  readonly after: string;
}

/** Tells what has happened to a branch. */
export function pushOf(
  { ref, before, after }: RefChange,
  repositories: readonly string[],
): PushEvent {
  const branch = branchOf(ref);
  if (branch === undefined) return { kind: 'nothing', reason: `${ref} is no branch.` };
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

/** How git writes that there is no commit. */
function isNone(commit: string): boolean {
  return /^0+$/.test(commit);
}
