/** The effects of signals, as the events of a release have them. */
import type { VoteReceipt } from '../domain/gate/gate.ts';
import { interventionContext } from '../domain/release/apply-event.ts';
import type { ReleaseEvent } from '../domain/release/event.ts';
import { type InterventionResult, judgeIntervention } from '../domain/release/intervention.ts';
import type { Release } from '../domain/release/release.ts';

/**
 * @param after the state of the release after the event
 * @param before the state of the release before the event
 * @returns `undefined` for an event about something else
 */
export type EffectIn<Effect> = (
  event: ReleaseEvent,
  after: Release | undefined,
  before: Release | undefined,
) => Effect | undefined;

/** Finds the receipt of a vote. */
export function voteEffect(voteId: string): EffectIn<VoteReceipt> {
  return (event, after) =>
    event.kind === 'voted' && event.vote.voteId === voteId ? after?.voteReceipt : undefined;
}

/** Finds the effect of an intervention in the events of a run. */
export function interventionEffect(
  interventionId: string,
  runId: string,
): EffectIn<InterventionResult> {
  return (event, _, before) =>
    event.kind === 'intervention' && event.intervention.interventionId === interventionId && before
      ? judgeIntervention(event.intervention, { ...interventionContext(before), runId })
      : undefined;
}
