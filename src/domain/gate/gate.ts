/**
 * The approval gate: its rules, its votes, and whether a release has passed it.
 *
 * These functions run inside workflows. Another result for the same arguments breaks the releases that
 * wait at a gate: see docs/changing-workflows.md.
 */
import { isSameUser } from '../people/user.ts';
import type { SealedApprovalRequest } from './approval-request.ts';
import type { Group } from './group.ts';
import { matchSeats } from './seats.ts';
import type { CheckedVote } from './vote.ts';
import { belongsTo, hasSameGroups, isSameVoter } from './voter.ts';

export interface GatePolicy {
  /** How many different users must approve. An integer, at least 1. */
  readonly approvals: number;
  /** Each needs an approver of its own. Empty: everyone may vote. */
  readonly groups: readonly Group[];
  /** How long the gate waits, in milliseconds. */
  readonly expiresMs: number;
  /** Whether the author of the commit and the user who started the release may approve. */
  readonly selfApproval: boolean;
  /** Whether a vote without a signature counts. */
  readonly unsignedVotes: 'refuse' | 'accept';
  /** What happens to the votes when another release is live: `dismiss` or `keep` them. */
  readonly staleVotes?: 'dismiss' | 'keep';
  /** How many users must reject to end the release. Default: 1 */
  readonly rejections?: number;
  /** The group whose approvals fill any empty seat when nine tenths of the time are over. */
  readonly escalateTo?: Group;
}

/** The gate of an environment that has none of its own, for a user who changes the mode to approval. */
export const DEFAULT_GATE: GatePolicy = {
  approvals: 1,
  groups: [],
  expiresMs: 7 * 86_400_000,
  selfApproval: false,
  unsignedVotes: 'refuse',
  staleVotes: 'dismiss',
};

/** Among the excluded approvers it excludes everybody: of too many authors each is not named. */
export const EVERYBODY = '*';

/** A gate as data, from the moment it opens. */
export interface Gate {
  readonly environment: string;
  readonly policy: GatePolicy;
  /** Users who may not approve, unless the policy allows it; `EVERYBODY` is all of them. */
  readonly excludedApprovers: readonly string[];
  /** The approval request that votes are about. It contains the run, so its digest never recurs. */
  readonly approvalRequest: SealedApprovalRequest;
  /** In milliseconds since the Unix epoch. */
  readonly openedAtMs: number;
  /** The votes that count, in the order in which they were cast. */
  readonly votes: readonly CheckedVote[];
  /** Whether a user has skipped the approval. */
  readonly isLeft?: boolean;
}

export type VoteRefusal =
  | 'GATE_NOT_OPEN'
  | 'GATE_CLOSED'
  | 'APPROVAL_REQUEST_CHANGED'
  | 'VOTE_UNSIGNED'
  | 'NOT_ELIGIBLE'
  | 'SELF_APPROVAL'
  | 'COMMENT_REQUIRED';

export type GateState =
  | {
      readonly kind: 'waiting';
      readonly missing: number;
      readonly missingGroups: readonly string[];
    }
  | {
      readonly kind: 'approved';
      readonly by: readonly string[];
      /** The latest instant that an approver has chosen, if one has. */
      readonly deployAfterMs?: number;
    }
  | { readonly kind: 'rejected'; readonly by: string; readonly reason: string };

/** The effect of one vote. */
export type VoteResult =
  | { readonly kind: 'counted' }
  | { readonly kind: 'already-counted' }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'refused'; readonly code: VoteRefusal };

/** The effect of a vote, and the state of the gate after it. */
export interface VoteReceipt {
  readonly effect: VoteResult;
  /** Absent before the gate has opened. */
  readonly gate?: GateState;
  /** The digest of the approval request that votes are about, if a gate is open. */
  readonly approvalRequest?: string;
}

/** The instant at which the gate expires, in milliseconds since the Unix epoch. */
export function expiresAtMs(gate: Gate): number {
  return gate.openedAtMs + gate.policy.expiresMs;
}

/** The instants at which approvers are reminded; at the last one the gate escalates. */
export function remindersAtMs({ openedAtMs, policy }: Gate): readonly [half: number, late: number] {
  const { expiresMs } = policy;
  return [openedAtMs + Math.round(expiresMs / 2), openedAtMs + Math.round(expiresMs * 0.9)];
}

/**
 * The state of a gate. No user counts twice; every group needs an approver of its own; one rejection
 * is enough, unless the policy wants more.
 */
export function gateState(gate: Gate): GateState {
  const { policy, votes } = gate;
  const rejections = votes.filter((vote) => vote.verdict === 'reject');
  const last = rejections.at((policy.rejections ?? 1) - 1);
  if (last) return { kind: 'rejected', by: last.by, reason: last.comment ?? 'no comment' };

  const approvals = votes.filter((vote) => vote.verdict === 'approve');
  const by = [...new Set(approvals.map((vote) => vote.by))];
  const missingGroups = matchSeats(seatsFor(gate, approvals), by).empty;
  const missing = Math.max(policy.approvals - by.length, missingGroups.length);
  if (missing > 0) return { kind: 'waiting', missing, missingGroups };
  const deployAfterMs = Math.max(...approvals.map((vote) => vote.deployAfterMs ?? 0));
  return { kind: 'approved', by, ...(deployAfterMs > 0 && { deployAfterMs }) };
}

/** The groups, each with the voters who may take its seat. */
function seatsFor(gate: Gate, voters: readonly CheckedVote[]): readonly Group[] {
  return gate.policy.groups.map((group) => ({
    ...group,
    members: voters
      .filter((voter) => belongsTo(group, voter) || mayStandIn(gate, voter))
      .map(({ by }) => by),
  }));
}

/** Whether a vote is one of the escalation group, after the escalation. */
function mayStandIn(gate: Gate, vote: CheckedVote): boolean {
  const { escalateTo } = gate.policy;
  return escalateTo !== undefined && isEscalated(gate, vote.atMs) && belongsTo(escalateTo, vote);
}

/** Whether the escalation group may vote at this instant. */
export function isEscalated(gate: Gate, atMs: number): boolean {
  return gate.policy.escalateTo !== undefined && atMs >= remindersAtMs(gate)[1];
}

/**
 * The gate after a new assessment of the promotion. It stays open with its votes if the approval request
 * is the same, or if the policy keeps votes; otherwise it starts without votes.
 */
export function reopenGate(before: Gate | undefined, now: Gate): Gate {
  const asked = before?.environment === now.environment;
  const same =
    before?.approvalRequest.digest === now.approvalRequest.digest ||
    before?.policy.staleVotes === 'keep';
  return before && asked && same ? before : now;
}

/** The gate after an intervention: the approval is skipped, or required again (G15, G17). */
export function withGateSkipped(gate: Gate, isLeft: boolean): Gate {
  const { isLeft: _, ...asking } = gate;
  return isLeft ? { ...asking, isLeft } : asking;
}

/** Whether the gate is open and undecided. */
export function awaitsVotes(gate: Gate): boolean {
  return !gate.isLeft && gateState(gate).kind === 'waiting';
}

/**
 * Drops the votes of users who are no longer eligible. That may be noticed long after the approval, such
 * as when a deployment window opens, so the gate gets its whole time again (W6).
 */
export function dropVotesOf(gate: Gate, users: readonly string[], nowMs: number): Gate {
  const votes = gate.votes.filter(({ by }) => !users.includes(by));
  return votes.length === gate.votes.length ? gate : { ...gate, votes, openedAtMs: nowMs };
}

/**
 * Casts a vote at a gate. Before the gate is decided a user may change the vote or withdraw it. Never
 * throws, whatever is in the vote.
 *
 * @param gate the gate that is open, or `undefined` before it opens
 * @returns the gate afterwards, and the effect of the vote
 */
export function castVote(
  gate: Gate | undefined,
  vote: CheckedVote,
): { gate: Gate | undefined; effect: VoteResult } {
  const code = refusalOf(gate, vote);
  if (code || !gate) return { gate, effect: { kind: 'refused', code: code ?? 'GATE_NOT_OPEN' } };
  if (gate.votes.some((earlier) => saysTheSame(earlier, vote)))
    return { gate, effect: { kind: 'already-counted' } };
  const others = gate.votes.filter((earlier) => !isSameVoter(earlier, vote));
  if (vote.verdict === 'withdraw')
    return { gate: { ...gate, votes: others }, effect: { kind: 'withdrawn' } };
  return { gate: { ...gate, votes: [...others, vote] }, effect: { kind: 'counted' } };
}

/** The receipt of a vote. */
export function voteReceipt({ effect, gate }: ReturnType<typeof castVote>): VoteReceipt {
  return {
    effect,
    ...(gate && { gate: gateState(gate), approvalRequest: gate.approvalRequest.digest }),
  };
}

function saysTheSame(one: CheckedVote, other: CheckedVote): boolean {
  return (
    isSameVoter(one, other) &&
    hasSameGroups(one, other) &&
    one.verdict === other.verdict &&
    one.deployAfterMs === other.deployAfterMs
  );
}

function refusalOf(gate: Gate | undefined, vote: CheckedVote): VoteRefusal | undefined {
  if (!gate) return 'GATE_NOT_OPEN';
  if (vote.approvalRequest !== gate.approvalRequest.digest) return 'APPROVAL_REQUEST_CHANGED';
  if (!vote.signed && gate.policy.unsignedVotes === 'refuse') return 'VOTE_UNSIGNED';
  if (gate.isLeft) return 'GATE_CLOSED';
  if (gateState(gate).kind !== 'waiting' || vote.atMs >= expiresAtMs(gate))
    return gate.votes.some((earlier) => saysTheSame(earlier, vote)) ? undefined : 'GATE_CLOSED';
  return personRefusal(gate, vote);
}

function personRefusal(gate: Gate, vote: CheckedVote): VoteRefusal | undefined {
  const { policy, excludedApprovers } = gate;
  const isMember =
    policy.groups.length === 0 || policy.groups.some((group) => belongsTo(group, vote));
  if (!isMember && !mayStandIn(gate, vote)) return 'NOT_ELIGIBLE';
  if (vote.verdict === 'withdraw') return undefined;
  if (vote.verdict === 'reject') return vote.comment?.trim() ? undefined : 'COMMENT_REQUIRED';
  const isOwn = excludedApprovers.some((name) => name === EVERYBODY || isSameUser(name, vote.by));
  return isOwn && !policy.selfApproval ? 'SELF_APPROVAL' : undefined;
}
