/** The freezes of an environment. */

/** The name under which Slipway itself freezes an environment. */
export const SLIPWAY = 'slipway';

/** No release is deployed until a user unfreezes the environment. */
export interface Freeze {
  /** A user, or `slipway`. */
  readonly by: string;
  readonly reason: string;
  /** In milliseconds since the Unix epoch. */
  readonly sinceMs: number;
  /** The release that may deploy in spite of all freezes, to fix its failure. */
  readonly releaseId?: string;
}

/** At most one freeze by a user, which comes first, and one by Slipway. */
export type Freezes = readonly Freeze[];

/** Adds a freeze. It replaces an earlier one by a user, or by Slipway. */
export function addFreeze(freezes: Freezes, added: Freeze): Freezes {
  const others = freezes.filter((freeze) => isAutomatic(freeze) !== isAutomatic(added));
  return isAutomatic(added) ? [...others, added] : [added, ...others];
}

/** Removes Slipway's freeze for a release that has recovered. A user's freeze stays. */
export function withoutRecovered(freezes: Freezes, releaseId: string | undefined): Freezes {
  return freezes.filter((freeze) => releaseId === undefined || freeze.releaseId !== releaseId);
}

/** Whether a release may deploy in spite of the freezes. */
export function mayDeploy(freezes: Freezes, releaseId: string): boolean {
  return freezes.length === 0 || freezes.some((freeze) => freeze.releaseId === releaseId);
}

/** Whether Slipway has made a freeze, after a failure or a rollback. */
export function isAutomatic({ by }: Freeze): boolean {
  return by === SLIPWAY;
}
