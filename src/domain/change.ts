/**
 * What a release would bring to an environment: all that the conditions of promotion see, under
 * the name `change`. Plain JSON, because the history stores it.
 */
export interface Change {
  /** What differs from what is live, relative to the root of the repository; at most 10,000. */
  readonly paths: readonly string[];
  /** Over all files; binary ones count none. */
  readonly linesAdded: number;
  readonly linesRemoved: number;
  /** The emails of the authors of all commits since what is live, merges included, each once. */
  readonly authors: readonly string[];
  /** Of the commit itself, whole, at most 4,000 characters. */
  readonly message: string;
  /** The branch or tag that was asked for; `null` if it was a commit. */
  readonly branch: string | null;
  /** Whole hours since the last deployment there; `null` before the first one. */
  readonly hoursSinceDeployment: number | null;
  /** How many deployments failed there in the last 24 hours. */
  readonly failuresLately: number;
}

/** A change as it is told afterwards: with the first paths only, so that histories stay small. */
export interface ToldChange extends Change {
  /** How many files differ. */
  readonly pathCount: number;
}

const TOLD_PATHS = 200;
const LATELY_MS = 24 * 3_600_000;

/** Leaves out the paths beyond the first 200, and says how many there are. */
export function told(change: Change, pathCount: number): ToldChange {
  return { ...change, paths: change.paths.slice(0, TOLD_PATHS), pathCount };
}

/** How many of these instants are within the 24 hours before `nowMs`. */
export function countLately(instants: readonly number[], nowMs: number): number {
  return instants.filter((atMs) => atMs > nowMs - LATELY_MS).length;
}

/** Whole hours from one instant to a later one; 0 if the clocks disagree. */
export function hoursBetween(fromMs: number, toMs: number): number {
  return Math.max(0, Math.floor((toMs - fromMs) / 3_600_000));
}

/** Each email once, in the order given; other capitals are the same person. */
export function eachOnce(emails: readonly string[]): readonly string[] {
  const first = new Map<string, string>();
  for (const email of emails) {
    const key = email.trim().toLowerCase();
    if (key !== '' && !first.has(key)) first.set(key, email.trim());
  }
  return [...first.values()];
}
