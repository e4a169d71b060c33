/** Which pushes start a release of a service. */
export interface Trigger {
  /** Patterns; one must fit the branch. Empty: every branch. */
  readonly branches: readonly string[];
  /** Patterns; one must fit a file that has changed. Empty: every file. */
  readonly paths: readonly string[];
  /** Patterns; files that one of them fits do not count. */
  readonly pathsIgnore: readonly string[];
}

/** Whether a path fits a pattern. */
export type Matches = (path: string, pattern: string) => boolean;

/** Why a push to a branch starts nothing, or `undefined`. */
export function branchRefusal(
  { branches }: Trigger,
  branch: string,
  matches: Matches,
): string | undefined {
  if (branches.length === 0 || branches.some((pattern) => matches(branch, pattern)))
    return undefined;
  return `The branch ${branch} is not among ${branches.join(', ')}.`;
}

/** Whether the trigger depends on the changed files. */
export function needsPaths({ paths, pathsIgnore }: Trigger): boolean {
  return paths.length > 0 || pathsIgnore.length > 0;
}

/**
 * Why a change of these files starts nothing, or `undefined`.
 *
 * @param changed all files that have changed
 */
export function pathRefusal(
  { paths, pathsIgnore }: Trigger,
  changed: readonly string[],
  matches: Matches,
): string | undefined {
  const counts = (path: string) =>
    !pathsIgnore.some((pattern) => matches(path, pattern)) &&
    (paths.length === 0 || paths.some((pattern) => matches(path, pattern)));
  if (changed.some(counts)) return undefined;
  switch (changed.length) {
    case 0:
      return 'No files changed.';
    case 1:
      return 'All changed files are ignored.';
    default:
      return `All ${changed.length} changed files are ignored.`;
  }
}
