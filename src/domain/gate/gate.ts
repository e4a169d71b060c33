/**
 * The approval gate: who may let a release pass, and whether it has passed.
 *
 * These functions run inside workflows. A change of the answer for the same arguments breaks the
 * releases that wait at a gate: see docs/changing-workflows.md.
 */
import { isSameUser } from '../people/user.ts';
import type { Group } from './group.ts';
import { matchSeats } from './seats.ts';
import type { CheckedVote } from './vote.ts';
import { belongsTo, hasSameGroups, isSameVoter } from './voter.ts';

export interface GatePolicy {
  /** How many different people must approve. An integer, at least 1. */
  readonly approvals: number;
  /** Each must be among the approvers with a person of its own. Empty: anybody may vote. */
  readonly groups: readonly Group[];
  /** How long the gate waits, in milliseconds. */
  readonly expiresMs: number;
  /** Whether who started the release, or wrote the commit, may approve it. */
  readonly selfApproval: boolean;
  /** Whether a vote counts that carries no proof of who cast it. */
  readonly unsignedVotes: 'refuse' | 'accept';
  /** What a change of the live release does to the votes: `ask` again, or `keep` them. */
  readonly staleVotes?: 'dismiss' | 'keep';
  /** How many people must reject to end it; one, if it does not say. */
  readonly rejections?: number;
  /** Whose approvals fill any empty seat when nine tenths of the time are over. */
  readonly escalateTo?: Group;
}

/** The gate of an environment that has none of its own, should a person switch to asking. */
export const DEFAULT_GATE: GatePolicy = {
  approvals: 1,
  groups: [],
  expiresMs: 7 * 86_400_000,
  selfApproval: false,
  unsignedVotes: 'refuse',
  staleVotes: 'dismiss',
};

/** Stands among the people who may not approve where they are too many to name: it is everybody. */
export const EVERYBODY = '*';

/** A gate as data, from the moment it opens. */
export interface Gate {
  readonly environment: string;
  readonly policy: GatePolicy;
  /** People who may not approve, unless the policy lets them; `EVERYBODY` is all of them. */
  readonly excludedApprovers: readonly string[];
  /** The digest of the approval request that is asked about. It names the attempt, so it never recurs. */
  readonly approvalRequest: string;
  /** In milliseconds since the Unix epoch. */
  readonly openedAtMs: number;
  /** Those that count, in the order in which they came. */
  readonly votes: readonly CheckedVote[];
  /** Whether a person has let the release in without it: nobody is asked any more. */
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
      /** The latest instant that an approver asked for, if one did. */
      readonly deployAfterMs?: number;
    }
  | { readonly kind: 'rejected'; readonly by: string; readonly reason: string };

/** What one vote did. */
export type VoteResult =
  | { readonly kind: 'counted' }
  | { readonly kind: 'already-counted' }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'refused'; readonly code: VoteRefusal };

/** What became of a vote, and how the gate stands with it. */
export interface VoteReceipt {
  readonly effect: VoteResult;
  /** Absent before the gate has opened. */
  readonly gate?: GateState;
  /** The digest of the approval request that is asked about, if one is. */
  readonly approvalRequest?: string;
}

/** The instant at which the gate expires, in milliseconds since the Unix epoch. */
export function expiresAtMs(gate: Gate): number {
  return gate.openedAtMs + gate.policy.expiresMs;
}

/** The instants at which people are reminded; at the last one it escalates. */
export function remindersAtMs({ openedAtMs, policy }: Gate): readonly [half: number, late: number] {
  const { expiresMs } = policy;
  return [openedAtMs + Math.round(expiresMs / 2), openedAtMs + Math.round(expiresMs * 0.9)];
}

/**
 * Tells how a gate stands. Nobody counts twice; every group needs a person of its own; one
 * rejection is enough, unless the policy asks for more.
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

/** The groups, each with those of the voters who may take its seat. */
function seatsFor(gate: Gate, voters: readonly CheckedVote[]): readonly Group[] {
  return gate.policy.groups.map((group) => ({
    ...group,
    members: voters
      .filter((voter) => belongsTo(group, voter) || mayStandIn(gate, voter))
      .map(({ by }) => by),
  }));
}

/** Whether somebody votes for the escalation group, once it has escalated. */
function mayStandIn(gate: Gate, vote: CheckedVote): boolean {
  const { escalateTo } = gate.policy;
  return escalateTo !== undefined && isEscalated(gate, vote.atMs) && belongsTo(escalateTo, vote);
}

/** Whether the escalation group may vote at this instant. */
export function isEscalated(gate: Gate, atMs: number): boolean {
  return gate.policy.escalateTo !== undefined && atMs >= remindersAtMs(gate)[1];
}

/**
 * The gate that is asked at after a look at what is live. A question that is the same, or whose
 * answers are to be kept, stays open with its votes; another question starts from nothing.
 */
export function reopenGate(before: Gate | undefined, now: Gate): Gate {
  const asked = before?.environment === now.environment;
  const same =
    before?.approvalRequest === now.approvalRequest || before?.policy.staleVotes === 'keep';
  return before && asked && same ? before : now;
}

/** The gate as a person's order leaves it: let in without it, or asking again (G15, G17). */
export function withGateSkipped(gate: Gate, isLeft: boolean): Gate {
  const { isLeft: _, ...asking } = gate;
  return isLeft ? { ...asking, isLeft } : asking;
}

/** Whether people are asked here, and have not decided. */
export function awaitsVotes(gate: Gate): boolean {
  return !gate.isLeft && gateState(gate).kind === 'waiting';
}

/**
 * Drops the votes of users who are no longer eligible. That may be found long after the approval, such
 * as when a deployment window opens: so the gate gets its whole time again (W6).
 */
export function dropVotesOf(gate: Gate, users: readonly string[], nowMs: number): Gate {
  const votes = gate.votes.filter(({ by }) => !users.includes(by));
  return votes.length === gate.votes.length ? gate : { ...gate, votes, openedAtMs: nowMs };
}

/**
 * Casts a vote at a gate. Before the gate is decided a person may change the vote or withdraw it.
 * Never throws, whatever the vote holds.
 *
 * @param gate the gate that is open, or `undefined` before it opens
 * @returns the gate afterwards, and what the vote did
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

/** Tells a person what became of a vote. */
export function voteReceipt({ effect, gate }: ReturnType<typeof castVote>): VoteReceipt {
  return { effect, ...(gate && { gate: gateState(gate), approvalRequest: gate.approvalRequest }) };
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
  if (vote.approvalRequest !== gate.approvalRequest) return 'APPROVAL_REQUEST_CHANGED';
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
