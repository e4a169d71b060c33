/** What keeps releases out of an environment until a person lifts it. */

/** The name under which Slipway itself holds an environment. */
export const SLIPWAY = 'slipway';

/** Nobody enters until a person lifts it. */
export interface Hold {
  /** Who holds it: a person, or `slipway`. */
  readonly by: string;
  readonly reason: string;
  /** In milliseconds since the Unix epoch. */
  readonly sinceMs: number;
  /** The release that may pass, because it is the one that is to be mended. */
  readonly releaseId?: string;
}

/** What an environment is held for: by a person, by Slipway, or by both. */
export interface Holds {
  /** The one that is shown: that of the person, if there is one. */
  readonly hold?: Hold;
  /** What Slipway holds it for as well. */
  readonly ownHold?: Hold;
}

/** Adds a hold. Of the same kind, it takes the place of the one before. */
export function addHold(holds: Holds, order: Hold): Holds {
  return order.by === SLIPWAY ? together(personal(holds), order) : together(order, own(holds));
}

/** Takes away what Slipway holds it for, if that was this release. What a person holds stays held. */
export function withoutMended(holds: Holds, releaseId: string | undefined): Holds {
  const isMended = releaseId !== undefined && own(holds)?.releaseId === releaseId;
  return isMended ? together(personal(holds), undefined) : holds;
}

/** Whether a release may pass what the environment is held for. */
export function mayPass({ hold }: Holds, releaseId: string): boolean {
  return !hold || hold.releaseId === releaseId;
}

function personal({ hold }: Holds): Hold | undefined {
  return hold?.by === SLIPWAY ? undefined : hold;
}

function own({ hold, ownHold }: Holds): Hold | undefined {
  return hold?.by === SLIPWAY ? hold : ownHold;
}

/** Who may pass is said by Slipway, and holds for a person's hold too. */
function together(person: Hold | undefined, ours: Hold | undefined): Holds {
  if (!person || !ours) {
    const hold = person ? withoutPass(person) : ours;
    return hold ? { hold } : {};
  }
  const pass = ours.releaseId === undefined ? {} : { releaseId: ours.releaseId };
  return { hold: { ...withoutPass(person), ...pass }, ownHold: ours };
}

function withoutPass({ by, reason, sinceMs }: Hold): Hold {
  return { by, reason, sinceMs };
}
