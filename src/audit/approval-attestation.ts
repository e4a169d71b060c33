import { type Attestation, type Evidence, headOf, subjectOf } from './attestation.ts';
import { instantOf, lastOf, textOf, type Told, toldOf } from './facts.ts';

export const APPROVAL = 'https://slipway.dev/predicate/approval/v1';

/**
 * Says who let the release into which environment and how it ended, by the entries of the record
 * alone: the last word about it.
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
      outcome: textOf(ended, 'outcome'),
      summary: textOf(ended, 'summary'),
      cancelRequests: told.filter(({ kind }) => kind === 'cancel-requested').map(interventionOf),
      environments: [...places].map((place) => decisionOf(place, told)),
      refused: told
        .filter(({ kind, environment }) => kind === 'refused' && environment === undefined)
        .map(interventionOf),
      record: headOf(evidence),
    },
  };
}

/** How one environment was entered, and by whose word. */
function decisionOf(environment: string, told: readonly Told[]) {
  const here = told.filter((entry) => entry.environment === environment);
  const promotion = askedPromotion(here);
  const of = (...kinds: readonly Told['kind'][]) => here.filter(({ kind }) => kinds.includes(kind));
  return {
    environment,
    mode: textOf(promotion, 'mode'),
    reason: promotion?.why,
    approvalRequest: promotion?.facts?.['approvalRequest'],
    votes: of('voted').map(voteOf),
    refused: of('refused').map(voteOf),
    overrides: of('overridden').map(interventionOf),
    switches: of('switched').map(interventionOf),
    guidance: of('guidance-answered').map(interventionOf),
    entered: of('entered').map(({ atMs }) => instantOf(atMs)),
  };
}

/** The promotion that the gate asked about last; without a gate the last one. */
function askedPromotion(here: readonly Told[]): Told | undefined {
  const digest = textOf(lastOf(here, 'gate-opened'), 'approvalRequest');
  const asked = here.findLast(
    ({ kind, facts }) =>
      kind === 'promotion' &&
      (facts?.['approvalRequest'] as { digest?: unknown } | undefined)?.digest === digest,
  );
  return asked ?? lastOf(here, 'promotion');
}

function voteOf({ by, atMs, why, facts }: Told) {
  const { verdict, approvalRequest, effect, code, signed, order } = facts ?? {};
  return { by, at: instantOf(atMs), why, verdict, approvalRequest, effect, code, signed, order };
}

function interventionOf({ by, atMs, why, facts }: Told) {
  return { by, at: instantOf(atMs), why, ...facts };
}
