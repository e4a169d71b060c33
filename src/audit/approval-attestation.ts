import { type Attestation, type Evidence, headOf, subjectOf } from './attestation.ts';
import { instantOf, lastOf, ofKind, type Told, toldOf } from './facts.ts';

export const APPROVAL = 'https://slipway.dev/predicate/approval/v1';

/**
 * Says who approved the deployment to each environment and how the release ended, by the entries
 * of its audit log alone.
 */
export function approvalOf(evidence: Evidence): Attestation {
  const told = toldOf(evidence.entries);
  const ended = lastOf(told, 'ended');
  const started = lastOf(told, 'started');
  const places = new Set(told.flatMap(({ environment }) => environment ?? []));
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [subjectOf(evidence)],
    predicateType: APPROVAL,
    predicate: {
      release: evidence.auditLogId,
      startedBy: started?.by,
      outcome: ended?.facts?.outcome,
      summary: ended?.facts?.summary,
      cancelRequests: ofKind(told, 'cancel-requested').map(decisionIn),
      environments: [...places].map((place) => decisionOf(place, told)),
      refused: ofKind(told, 'refused')
        .filter(({ environment }) => environment === undefined)
        .map(decisionIn),
      record: headOf(evidence),
    },
  };
}

/** How the release got to one environment, and who decided so. */
function decisionOf(environment: string, told: readonly Told[]) {
  const here = told.filter((entry) => entry.environment === environment);
  const promotion = askedPromotion(here);
  const made = (wanted: string) =>
    ofKind(here, 'intervention')
      .filter(({ facts }) => facts?.intervention === wanted)
      .map(decisionIn);
  return {
    environment,
    mode: promotion?.facts?.mode,
    reason: promotion?.why,
    approvalRequest: promotion?.facts?.approvalRequest,
    votes: ofKind(here, 'voted').map(decisionIn),
    refused: ofKind(here, 'refused').map(decisionIn),
    overrides: made('override'),
    switches: made('mode'),
    guidance: made('guidance'),
    entered: ofKind(here, 'entered').map(({ atMs }) => instantOf(atMs)),
  };
}

/** The promotion that the gate asked about last; without a gate the last one. */
function askedPromotion(here: readonly Told[]): Told<'promotion'> | undefined {
  const digest = lastOf(here, 'gate-opened')?.facts?.approvalRequest;
  const asked = ofKind(here, 'promotion').findLast(
    ({ facts }) => facts?.approvalRequest?.digest === digest,
  );
  return asked ?? lastOf(here, 'promotion');
}

/** A vote, an intervention or a cancel: who, when and why, and what else its entry says. */
function decisionIn({ by, atMs, why, facts }: Told) {
  return { by, at: instantOf(atMs), why, ...facts };
}
