/** The effects of signals, as the events of a release have them. */
import type { VoteReceipt } from '../domain/gate/gate.ts';
import type { ReleaseEvent } from '../domain/release/event.ts';
import type { InterventionResult } from '../domain/release/intervention.ts';
import type { Release } from '../domain/release/release.ts';

/**
 * @param after the state of the release after the event
 * @returns `undefined` for an event about something else
 */
export type EffectIn<Effect> = (
  event: ReleaseEvent,
  after: Release | undefined,
) => Effect | undefined;

/** Finds the receipt of a vote. */
export function voteEffect(voteId: string): EffectIn<VoteReceipt> {
  return (event, after) =>
    event.kind === 'voted' && event.vote.voteId === voteId ? after?.voteReceipt : undefined;
}

/** Finds the effect of an intervention in the events of a run. One that means another run does nothing. */
export function interventionEffect(
  interventionId: string,
  runId: string,
): EffectIn<InterventionResult> {
  return (event, after) => {
    if (event.kind !== 'intervention' || event.intervention.interventionId !== interventionId)
      return undefined;
    const entry = after?.interventions?.at(-1);
    if (!entry) return undefined;
    const isOfAnother = entry.intervention.runId !== runId;
    const code = entry.refused ?? (isOfAnother ? 'NOTHING_TO_ACT_ON' : undefined);
    return code ? { kind: 'refused', code } : { kind: 'done' };
  };
}
