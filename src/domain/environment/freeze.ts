/** What keeps releases out of an environment until a user unfreezes it. */

/** The name under which Slipway itself holds an environment. */
export const SLIPWAY = 'slipway';

/** No release is deployed until a user unfreezes the environment. */
export interface Freeze {
  /** Who holds it: a person, or `slipway`. */
  readonly by: string;
  readonly reason: string;
  /** In milliseconds since the Unix epoch. */
  readonly sinceMs: number;
  /** The release that may pass, because it is the one that is to be fixed. */
  readonly releaseId?: string;
}

/** Why an environment is frozen: by a person, by Slipway, or by both. */
export interface Freezes {
  /** The one that is shown: that of the person, if there is one. */
  readonly freeze?: Freeze;
  /** What Slipway holds it for as well. */
  readonly automaticFreeze?: Freeze;
}

/** Adds a freeze. Of the same kind, it replaces the one before. */
export function addFreeze(freezes: Freezes, order: Freeze): Freezes {
  return order.by === SLIPWAY ? together(personal(freezes), order) : together(order, own(freezes));
}

/** Removes Slipway's freeze for this release. A user's freeze stays. */
export function withoutRecovered(freezes: Freezes, releaseId: string | undefined): Freezes {
  const isRecovered = releaseId !== undefined && own(freezes)?.releaseId === releaseId;
  return isRecovered ? together(personal(freezes), undefined) : freezes;
}

/** Whether a release may pass what the environment is frozen for. */
export function mayDeploy({ freeze }: Freezes, releaseId: string): boolean {
  return !freeze || freeze.releaseId === releaseId;
}

function personal({ freeze }: Freezes): Freeze | undefined {
  return freeze?.by === SLIPWAY ? undefined : freeze;
}

function own({ freeze, automaticFreeze }: Freezes): Freeze | undefined {
  return freeze?.by === SLIPWAY ? freeze : automaticFreeze;
}

/** Who may pass is said by Slipway, and holds for a user's freeze too. */
function together(person: Freeze | undefined, ours: Freeze | undefined): Freezes {
  if (!person || !ours) {
    const freeze = person ? withoutPass(person) : ours;
    return freeze ? { freeze } : {};
  }
  const pass = ours.releaseId === undefined ? {} : { releaseId: ours.releaseId };
  return { freeze: { ...withoutPass(person), ...pass }, automaticFreeze: ours };
}

function withoutPass({ by, reason, sinceMs }: Freeze): Freeze {
  return { by, reason, sinceMs };
}
