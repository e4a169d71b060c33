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
      problem: ended?.facts?.problem,
      cancelRequests: ofKind(told, 'cancel-requested').map(decisionIn),
      environments: [...places].map((place) => decisionOf(place, told)),
      refused: ofKind(told, 'refused')
        .filter(({ environment }) => environment === undefined)
        .map(decisionIn),
      auditLog: headOf(evidence),
    },
  };
}

/** How the release got to one environment, and who decided so. */
function decisionOf(environment: string, told: readonly Told[]) {
  const here = told.filter((entry) => entry.environment === environment);
  const promotion = votedPromotion(here);
  const votes = ofKind(here, 'voted');
  const interventions = ofKind(here, 'intervention');
  const refused = [...votes, ...interventions].filter(isRefused);
  const made = (wanted: string) =>
    interventions
      .filter((entry) => entry.facts?.intervention === wanted && !isRefused(entry))
      .map(decisionIn);
  return {
    environment,
    mode: promotion?.facts?.mode,
    reason: promotion?.why,
    approvalRequest: promotion?.facts?.approvalRequest,
    votes: votes.filter((vote) => !isRefused(vote)).map(decisionIn),
    refused: refused.toSorted((one, other) => one.seq - other.seq).map(decisionIn),
    overrides: made('override'),
    modeChanges: made('mode'),
    guidance: made('guidance'),
    deployed: ofKind(here, 'step-ended')
      .filter(({ facts }) => facts?.type === 'deploy' && facts.state === 'passed')
      .map(({ atMs }) => instantOf(atMs)),
  };
}

function isRefused({ facts }: Told<'voted' | 'intervention'>): boolean {
  return facts?.effect === 'refused';
}

/** The promotion whose approval request was voted on last; the last one where no vote was required. */
function votedPromotion(here: readonly Told[]): Told<'promotion-decided'> | undefined {
  const decided = ofKind(here, 'promotion-decided');
  const digest = decided.findLast(({ facts }) => facts?.votesOn !== undefined)?.facts?.votesOn;
  const voted = decided.findLast(({ facts }) => facts?.approvalRequest?.digest === digest);
  return voted ?? decided.at(-1);
}

/** A vote, an intervention or a cancel: who, when and why, and what else its entry says. */
function decisionIn({ by, atMs, why, facts }: Told) {
  return { by, at: instantOf(atMs), why, ...facts };
}
