/** The events about the approval of a release, from the opened gate to its decision. */
import { expiresAtMs, type Gate, gateState, isEscalated } from '../gate/gate.ts';
import type { ReleaseEvent } from '../release/event.ts';
import type { Release } from '../release/release.ts';
import type { OutgoingEvent } from './outgoing-event.ts';

/** The gate at which a release waits for votes, if there is one. */
export function openGateOf(release: Release | undefined): Gate | undefined {
  if (!release?.gate || release.phase !== 'awaiting-approval') return undefined;
  return gateState(release.gate).kind === 'waiting' ? release.gate : undefined;
}

/** The events for a change of the gate: opened, voted on, closed. */
export function approvalEvents(
  before: Release | undefined,
  after: Release,
  event: ReleaseEvent,
): readonly OutgoingEvent[] {
  const [was, is] = [openGateOf(before), openGateOf(after)];
  const isSame =
    was?.approvalRequest.digest === is?.approvalRequest.digest &&
    was?.environment === is?.environment;
  return [
    ...(was && !isSame ? [closed(was, after)] : []),
    ...(is && !isSame ? [created(is, after)] : []),
    ...updated(before, after, event),
  ].toSorted((one, other) => ORDER.indexOf(one.name) - ORDER.indexOf(other.name));
}

/** A vote comes before the decision that it made, and a closed gate before the next one. */
const ORDER: readonly string[] = ['approval.updated', 'approval.closed', 'approval.created'];

/** The event for a reminder of a gate. */
export function reminder(
  { environment, canAct, atMs }: ReleaseEvent<'reminded'>,
  release: Release,
): readonly OutgoingEvent[] {
  const gate = openGateOf(release);
  if (!gate || gate.environment !== environment) return [];
  const escalated = isEscalated(gate, atMs);
  const content = { ...guidanceRequestOf(gate, release), canAct, escalated };
  return [{ name: 'approval.reminded', subject: subjectOf(gate, release), content }];
}

function created(gate: Gate, release: Release): OutgoingEvent {
  const content = guidanceRequestOf(gate, release);
  return { name: 'approval.created', subject: subjectOf(gate, release), content };
}

function guidanceRequestOf(gate: Gate, { input }: Release) {
  const { approvals, groups } = gate.policy;
  return {
    environment: { id: gate.environment },
    approvalRequest: gate.approvalRequest.digest,
    approvals,
    groups: groups.map(({ name }) => name),
    expires: new Date(expiresAtMs(gate)).toISOString(),
    uri: input.url,
  };
}

function updated(
  before: Release | undefined,
  after: Release,
  event: ReleaseEvent,
): readonly OutgoingEvent[] {
  const gate = openGateOf(before);
  if (!gate) return [];
  const subject = subjectOf(gate, after);
  const place = {
    environment: { id: gate.environment },
    approvalRequest: gate.approvalRequest.digest,
  };
  if (event.kind === 'votes-dropped') {
    const content = { ...place, dropped: event.people };
    return [{ name: 'approval.updated', subject, content }];
  }
  if (event.kind !== 'voted') return [];
  const { by, verdict, comment } = event.vote;
  const effect = after.voteReceipt?.effect;
  const refused = effect?.kind === 'refused' ? { refused: effect.code } : {};
  const said = { by, verdict, ...(comment !== undefined && { comment }) };
  const content = { ...place, ...said, effect: effect?.kind, ...refused };
  return [{ name: 'approval.updated', subject, content }];
}

function closed(gate: Gate, after: Release): OutgoingEvent {
  const content = {
    environment: { id: gate.environment },
    approvalRequest: gate.approvalRequest.digest,
    outcome: outcomeOf(gate, after),
  };
  return { name: 'approval.closed', subject: subjectOf(gate, after), content };
}

/** How the gate was closed; `stale` if another release is live, so that the votes do not count any more. */
function outcomeOf({ environment }: Gate, { gate, outcome, interventions = [] }: Release): string {
  const state = gate && gateState(gate).kind;
  if (state === 'approved' || state === 'rejected') return state;
  if (outcome) return outcome;
  const done = interventions
    .filter(({ refused }) => !refused)
    .map(({ intervention }) => intervention);
  const about = done.findLast((intervention) => intervention.environment === environment);
  if (about?.kind === 'override') return 'overridden';
  return about?.kind === 'mode' ? 'switched' : 'stale';
}

function subjectOf({ environment }: Gate, { input }: Release): string {
  return `${input.id}/approval/${environment}`;
}
