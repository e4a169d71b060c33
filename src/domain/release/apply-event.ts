/** Applies the decisions of users, and the waits of a release, to the state of the release. */
import {
  castVote,
  DEFAULT_GATE,
  gateState,
  reopenGate,
  voteReceipt,
  withGateSkipped,
} from '../gate/gate.ts';
import type { ReleaseEvent } from './event.ts';
import {
  chosenMode,
  type Intervention,
  type InterventionContext,
  judgeIntervention,
  skipsApproval,
} from './intervention.ts';
import { enterPhase, type Release, WAITING_PHASES } from './release.ts';

/** Opens a gate, or keeps the open one for the same approval request, if an approval is required. */
export function applyPromotionDecided(
  release: Release,
  event: ReleaseEvent<'promotion-decided'>,
): Release {
  const { approvalRequest, excludedApprovers, openedAtMs, reason, change, rollbackTo, atMs } =
    event;
  const { environment } = approvalRequest;
  const mode = chosenMode(acceptedBy(release), environment) ?? event.mode;
  const decision = {
    environment,
    mode,
    ...(reason !== undefined && { reason }),
    ...(change && { change }),
    ...(rollbackTo !== undefined && { rollbackTo }),
  };
  const others = (release.promotions ?? []).filter((known) => known.environment !== environment);
  const decided = { ...release, promotions: [...others, decision] };
  const isUnasked = mode === 'automatic' || skipsApproval(acceptedBy(release), environment);
  if (isUnasked || event.newerLiveRelease !== undefined) return decided;
  const plan = release.plan?.environments.find(({ name }) => name === environment);
  const policy = plan?.gate ?? DEFAULT_GATE;
  const asked = {
    environment,
    policy,
    excludedApprovers,
    approvalRequest,
    openedAtMs,
    votes: [],
  };
  const gate = reopenGate(release.gate, asked);
  const open = { ...decided, gate };
  // A gate that was kept may have been approved already.
  const phase = isApprovedForLater(open, atMs) ? 'scheduled' : 'awaiting-approval';
  return enterPhase(open, phase, atMs, environment);
}

function acceptedBy({ interventions = [] }: Release): readonly Intervention[] {
  return interventions.flatMap(({ intervention, refused }) => (refused ? [] : [intervention]));
}

export function applyVote(
  release: Release,
  { vote: cast, atMs: now }: ReleaseEvent<'voted'>,
): Release {
  const result = castVote(release.gate, cast);
  const { gate, effect } = result;
  const receipt = { voteReceipt: voteReceipt(result) };
  if (effect.kind === 'already-counted') return { ...release, ...receipt };
  const { by, verdict, atMs, comment, deployAfterMs } = cast;
  const kept = {
    by,
    verdict,
    atMs,
    ...(comment !== undefined && { comment }),
    ...(deployAfterMs !== undefined && { deployAfterMs }),
    counted: effect.kind !== 'refused',
    ...(effect.kind === 'refused' && { refused: effect.code }),
  };
  const after = { ...release, ...(gate && { gate }), votes: [...release.votes, kept], ...receipt };
  // A vote that comes too late, or after an override, does not change the phase.
  return release.phase === 'awaiting-approval' && isApprovedForLater(after, now)
    ? enterPhase(after, 'scheduled', now, gate?.environment)
    : after;
}

function isApprovedForLater({ gate }: Release, nowMs: number): boolean {
  const state = gate && gateState(gate);
  return state?.kind === 'approved' && (state.deployAfterMs ?? 0) > nowMs;
}

/** The state of the release by which an intervention is judged. */
function interventionContext({
  phase,
  environment,
  guidanceRequest,
}: Release): InterventionContext {
  return {
    ...(environment !== undefined && { environment }),
    isWaiting: WAITING_PHASES.includes(phase),
    ...(guidanceRequest && { asked: guidanceRequest }),
  };
}

export function applyIntervention(
  release: Release,
  { intervention }: ReleaseEvent<'intervention'>,
): Release {
  const { interventions = [] } = release;
  const effect = judgeIntervention(intervention, interventionContext(release));
  const refused = effect.kind === 'refused' ? { refused: effect.code } : {};
  const { guidanceRequest: _, ...rest } = release;
  const isAnswer = intervention.kind === 'guidance' && effect.kind === 'done';
  const after = isAnswer ? rest : release;
  return withGate({ ...after, interventions: [...interventions, { intervention, ...refused }] });
}

/** With its gate after the interventions. */
function withGate(release: Release): Release {
  const { gate } = release;
  if (!gate) return release;
  return {
    ...release,
    gate: withGateSkipped(gate, skipsApproval(acceptedBy(release), gate.environment)),
  };
}

export function applyWait(release: Release, event: ReleaseEvent<'soaking' | 'window'>): Release {
  const { environment, atMs } = event;
  const { soak: _, window: __, ...rest } = release;
  if (event.kind === 'soaking') {
    const { previous, untilMs } = event;
    if (untilMs <= atMs)
      return isApprovedForLater(rest, atMs)
        ? enterPhase(rest, 'scheduled', atMs, environment)
        : rest;
    return { ...enterPhase(rest, 'soaking', atMs, environment), soak: { previous, untilMs } };
  }
  if (event.window.open) return rest;
  return { ...enterPhase(rest, 'awaiting-window', atMs, environment), window: event.window };
}

export function applyQueued(release: Release, event: ReleaseEvent<'queued'>): Release {
  const { environment, queuedBehind, freezes, atMs } = event;
  const { freezes: _, ...rest } = release;
  return {
    ...enterPhase(rest, 'queued', atMs, environment),
    queuedBehind,
    ...(freezes && { freezes }),
  };
}
