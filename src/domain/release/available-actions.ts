/** The actions of a principal on a release now, each with its effect. */
import type { ErrorCode } from '../errors.ts';
import { awaitsVotes, castVote, type Gate } from '../gate/gate.ts';
import type { VoteVerdict } from '../gate/vote.ts';
import { isSameVoter } from '../gate/voter.ts';
import { type AccessScope, hasRole, type Principal, type Role } from '../people/principal.ts';
import type { PromotionMode } from '../plan/promotion.ts';
import {
  approvalEffect,
  cancelEffect,
  GUIDANCE_EFFECTS,
  MODE_EFFECTS,
  OVERRIDE_EFFECT,
} from './action-effects.ts';
import type { GuidanceChoice } from './intervention.ts';
import { type Release, WAITING_PHASES } from './release.ts';

export type ActionKind = VoteVerdict | 'guidance' | 'override' | 'mode' | 'cancel';

export interface Action {
  readonly action: ActionKind;
  readonly environment?: string;
  /** The effect, in a sentence or two. */
  readonly does: string;
  /** The mode that the action sets. */
  readonly mode?: PromotionMode;
  /** The choices of a guidance request, and the effect of each. */
  readonly choices?: readonly { readonly choice: GuidanceChoice; readonly does: string }[];
  /** Why this principal may not vote, if the release waits for votes. */
  readonly refused?: ErrorCode;
}

/** The principal who acts. */
type Actor = Pick<Principal, 'name' | 'kind' | 'roles' | 'grants' | 'attested'>;

/**
 * The actions of a principal now, by the same rules that will judge them. An action that is missing has
 * no effect or is not allowed; a vote that the release waits for, and that is not allowed, says why.
 *
 * @param nowMs milliseconds since the Unix epoch
 */
export function availableActions(release: Release, actor: Actor, nowMs: number): readonly Action[] {
  if (release.phase === 'done') return [];
  return [
    ...votesOf(release, actor, nowMs),
    ...answersOf(release, actor),
    ...interventionsOf(release, actor),
    ...cancelOf(release, actor),
  ];
}

/** Whether a release waits for a vote or a response that this principal may give. */
export function needsUser(actions: readonly Action[]): boolean {
  return actions.some(
    ({ action, refused }) => !refused && (action === 'approve' || action === 'guidance'),
  );
}

function votesOf(release: Release, actor: Actor, nowMs: number): readonly Action[] {
  const { phase, gate } = release;
  if (phase !== 'awaiting-approval' || !gate || !awaitsVotes(gate)) return [];
  return (['approve', 'reject', 'withdraw'] as const).flatMap((verdict) => {
    const action = voteOf(release, gate, { actor, verdict, nowMs });
    return action ? [action] : [];
  });
}

function voteOf(
  { plan, input }: Release,
  gate: Gate,
  { actor, verdict, nowMs }: { actor: Actor; verdict: VoteVerdict; nowMs: number },
): Action | undefined {
  const { environment, approvalRequest } = gate;
  const { name: by, attested: groups } = actor;
  const cast = {
    voteId: '',
    by,
    verdict,
    approvalRequest: approvalRequest.digest,
    comment: '-',
    atMs: nowMs,
    signed: true,
  };
  const vote = { ...cast, ...(groups && { groups }) };
  if (verdict === 'withdraw' && !gate.votes.some((earlier) => isSameVoter(earlier, vote)))
    return undefined;
  const { gate: after = gate, effect } = castVote(gate, vote);
  if (effect.kind === 'already-counted') return undefined;
  const place = environments(plan).find(({ name }) => name === environment);
  const does = approvalEffect(after, place);
  const code = effect.kind === 'refused' ? effect.code : undefined;
  const refused = notAllowed(actor, 'approve', { service: input.service, environment }) ?? code;
  return { action: verdict, environment, does, ...(refused && { refused }) };
}

function environments(plan: Release['plan']) {
  return plan?.environments ?? [];
}

function answersOf({ input, guidanceRequest }: Release, actor: Actor): readonly Action[] {
  if (!guidanceRequest) return [];
  const { environment } = guidanceRequest;
  if (notAllowed(actor, 'operate', { service: input.service, environment })) return [];
  const choices = guidanceRequest.choices.map((choice) => ({
    choice,
    does: GUIDANCE_EFFECTS[choice],
  }));
  const does = 'It goes on as you choose.';
  return [{ action: 'guidance', environment, does, choices }];
}

function interventionsOf(release: Release, actor: Actor): readonly Action[] {
  const { input, phase, environment } = release;
  if (environment === undefined) return [];
  if (!WAITING_PHASES.includes(phase)) return [];
  const place = { service: input.service, environment };
  const may = (role: Role) => !notAllowed(actor, role, place);
  const mode = modeIn(release, environment) === 'approval' ? 'automatic' : 'approval';
  return [
    ...(may('admin')
      ? [{ action: 'mode', environment, does: MODE_EFFECTS[mode], mode } as const]
      : []),
    ...(may('override')
      ? [{ action: 'override', environment, does: OVERRIDE_EFFECT } as const]
      : []),
  ];
}

/** How a release enters its next environment. */
function modeIn({ promotions = [], plan }: Release, environment: string): PromotionMode {
  const decided = promotions.find((decision) => decision.environment === environment);
  const planned = environments(plan).find(({ name }) => name === environment);
  return decided?.mode ?? planned?.mode ?? 'automatic';
}

function cancelOf(release: Release, actor: Actor): readonly Action[] {
  const { input, environment, cancel } = release;
  if (cancel || !hasRole(actor, 'operate', { service: input.service, environment })) return [];
  return [{ action: 'cancel', does: cancelEffect(release) }];
}

/** Only users decide, and each only where they have the role. */
function notAllowed(actor: Actor, role: Role, place: AccessScope): ErrorCode | undefined {
  if (actor.kind !== 'user') return 'USERS_ONLY';
  return hasRole(actor, role, place) ? undefined : 'FORBIDDEN';
}
