/** What keeps releases out of an environment until a person lifts it. */

/** The name under which Slipway itself holds an environment. */
export const SLIPWAY = 'slipway';

/** Nobody enters until a person lifts it. */
export interface Freeze {
  /** Who holds it: a person, or `slipway`. */
  readonly by: string;
  readonly reason: string;
  /** In milliseconds since the Unix epoch. */
  readonly sinceMs: number;
  /** The release that may pass, because it is the one that is to be mended. */
  readonly releaseId?: string;
}

/** What an environment is held for: by a person, by Slipway, or by both. */
export interface Freezes {
  /** The one that is shown: that of the person, if there is one. */
  readonly hold?: Freeze;
  /** What Slipway holds it for as well. */
  readonly ownHold?: Freeze;
}

/** Adds a hold. Of the same kind, it takes the place of the one before. */
export function addFreeze(holds: Freezes, order: Freeze): Freezes {
  return order.by === SLIPWAY ? together(personal(holds), order) : together(order, own(holds));
}

/** Takes away what Slipway holds it for, if that was this release. What a person holds stays held. */
export function withoutRecovered(holds: Freezes, releaseId: string | undefined): Freezes {
  const isMended = releaseId !== undefined && own(holds)?.releaseId === releaseId;
  return isMended ? together(personal(holds), undefined) : holds;
}

/** Whether a release may pass what the environment is held for. */
export function mayDeploy({ hold }: Freezes, releaseId: string): boolean {
  return !hold || hold.releaseId === releaseId;
}

function personal({ hold }: Freezes): Freeze | undefined {
  return hold?.by === SLIPWAY ? undefined : hold;
}

function own({ hold, ownHold }: Freezes): Freeze | undefined {
  return hold?.by === SLIPWAY ? hold : ownHold;
}

/** Who may pass is said by Slipway, and holds for a person's hold too. */
function together(person: Freeze | undefined, ours: Freeze | undefined): Freezes {
  if (!person || !ours) {
    const hold = person ? withoutPass(person) : ours;
    return hold ? { hold } : {};
  }
  const pass = ours.releaseId === undefined ? {} : { releaseId: ours.releaseId };
  return { hold: { ...withoutPass(person), ...pass }, ownHold: ours };
}

function withoutPass({ by, reason, sinceMs }: Freeze): Freeze {
  return { by, reason, sinceMs };
}
