/**
 * What would be different in an environment if a release were live there (E9): all that the
 * conditions of promotion see, under the name `change`. Plain JSON, because the history stores it.
 */
export interface Change {
  /**
   * The files that differ between the live tree and the new one, relative to the root of the
   * repository; at most 10,000. Where nothing is live, all files.
   */
  readonly paths: readonly string[];
  /** Over all files; binary ones count none. */
  readonly linesAdded: number;
  readonly linesRemoved: number;
  /**
   * The emails of the authors of every commit that comes and of every commit that is taken away,
   * merges included, each once, the newest first; at most 1,000.
   */
  readonly authors: readonly string[];
  /** Of the commit itself, whole, at most 4,000 characters. */
  readonly message: string;
  /** The branch or tag that was requested; `null` if it was a commit. */
  readonly branch: string | null;
  /** Whole hours since the last deployment there; `null` before the first one. */
  readonly hoursSinceDeployment: number | null;
  /** How many deployments failed there in the last 24 hours. */
  readonly failuresLately: number;
}

/** The counts that a shortened change has beside the change itself. */
interface Totals {
  /** Number of files that differ. */
  readonly pathCount: number;
  /** How many authors there are. */
  readonly authorCount: number;
  /** The newest of the commits that are live and would not be any more. */
  readonly takenAway: readonly { readonly commit: string; readonly subject: string }[];
  /** How many commits would be taken away. */
  readonly takenAwayCount: number;
}

/**
 * A shortened change, so that histories stay small: with the first 200 paths, the first 200 authors and
 * the newest ten of the removed commits.
 */
export interface ChangeSummary extends Change, Totals {}

const TOLD_PATHS = 200;
const TOLD_AUTHORS = 200;
const TOLD_TAKEN_AWAY = 10;
const LATELY_MS = 24 * 3_600_000;

/** Shortens what would make a history large, and counts it. */
export function summarizeChange(change: Change, totals: Totals): ChangeSummary {
  const { pathCount, authorCount, takenAway, takenAwayCount } = totals;
  return {
    ...change,
    paths: change.paths.slice(0, TOLD_PATHS),
    pathCount,
    authors: change.authors.slice(0, TOLD_AUTHORS),
    authorCount,
    takenAway: takenAway
      .slice(0, TOLD_TAKEN_AWAY)
      .map(({ commit, subject }) => ({ commit, subject })),
    takenAwayCount,
  };
}

/** How many of these instants are within the 24 hours before `nowMs`. */
export function countLately(instants: readonly number[], nowMs: number): number {
  return instants.filter((atMs) => atMs > nowMs - LATELY_MS).length;
}

/** Whole hours from one instant to a later one; 0 if the clocks disagree. */
export function hoursBetween(fromMs: number, toMs: number): number {
  return Math.max(0, Math.floor((toMs - fromMs) / 3_600_000));
}

/** Each email once, in the order given; the case does not matter. */
export function eachOnce(emails: readonly string[]): readonly string[] {
  const first = new Map<string, string>();
  for (const email of emails) {
    const key = email.trim().toLowerCase();
    if (key !== '' && !first.has(key)) first.set(key, email.trim());
  }
  return [...first.values()];
}
