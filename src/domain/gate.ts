/**
 * The approval gate: who may let a release pass, and whether it has passed.
 *
 * These functions run inside workflows. A change of the answer for the same arguments breaks the
 * releases that wait at a gate: see docs/changing-workflows.md.
 */
import { matchSeats } from './seats.ts';

/** People of whom one must approve. */
export interface Group {
  readonly name: string;
  /** Names of callers. */
  readonly members: readonly string[];
}

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
  readonly unsigned: 'refuse' | 'accept';
}

export type Verdict = 'approve' | 'reject';

/** One person's answer, as it arrives. */
export interface Vote {
  /** Unique, so that its receipt can be asked for. */
  readonly voteId: string;
  /** Who votes: from the credential where the vote is signed, a claim where it is not. */
  readonly by: string;
  readonly verdict: Verdict;
  /** The digest of the manifest that is voted on. */
  readonly manifest: string;
  /** Why. Never absent for a rejection that counts. */
  readonly comment?: string;
  /** When it was cast, in milliseconds since the Unix epoch, by the clock of who took it. */
  readonly atMs: number;
}

/** A vote whose signature has been looked at. */
export interface CheckedVote extends Vote {
  readonly signed: boolean;
}

/** A gate as data, from the moment it opens. */
export interface Gate {
  readonly environment: string;
  readonly policy: GatePolicy;
  /** People who may not approve, unless the policy lets them. */
  readonly own: readonly string[];
  /** The digest of the manifest that is asked about. It names the attempt, so it never recurs. */
  readonly manifest: string;
  /** In milliseconds since the Unix epoch. */
  readonly openedAtMs: number;
  /** Those that count, in the order in which they came. */
  readonly votes: readonly CheckedVote[];
}

export type Refusal =
  | 'GATE_NOT_OPEN'
  | 'GATE_CLOSED'
  | 'MANIFEST_CHANGED'
  | 'VOTE_UNSIGNED'
  | 'NOT_ELIGIBLE'
  | 'SELF_APPROVAL'
  | 'REASON_REQUIRED';

export type GateState =
  | {
      readonly kind: 'waiting';
      readonly missing: number;
      readonly missingGroups: readonly string[];
    }
  | { readonly kind: 'approved'; readonly by: readonly string[] }
  | { readonly kind: 'rejected'; readonly by: string; readonly reason: string };

/** What one vote did. */
export type VoteEffect =
  | { readonly kind: 'counted' }
  | { readonly kind: 'already-counted' }
  | { readonly kind: 'refused'; readonly code: Refusal };

/** What became of a vote, and how the gate stands with it. */
export interface Receipt {
  readonly effect: VoteEffect;
  /** Absent before the gate has opened. */
  readonly gate?: GateState;
  /** The digest of the manifest that is asked about, if one is. */
  readonly manifest?: string;
}

/** The instant at which the gate expires, in milliseconds since the Unix epoch. */
export function closesAtMs(gate: Gate): number {
  return gate.openedAtMs + gate.policy.expiresMs;
}

/**
 * Tells how a gate stands. One rejection is enough; nobody counts twice; every group needs a
 * person of its own.
 */
export function gateState({ policy, votes }: Gate): GateState {
  const rejection = votes.find((vote) => vote.verdict === 'reject');
  if (rejection)
    return { kind: 'rejected', by: rejection.by, reason: rejection.comment ?? 'no reason given' };

  const by = [...new Set(votes.map((vote) => vote.by))];
  const missingGroups = matchSeats(policy.groups, by).empty;
  const missing = Math.max(policy.approvals - by.length, missingGroups.length);
  return missing === 0 ? { kind: 'approved', by } : { kind: 'waiting', missing, missingGroups };
}

/**
 * Casts a vote at a gate. Never throws, whatever the vote holds.
 *
 * @param gate the gate that is open, or `undefined` before it opens
 * @returns the gate afterwards, and what the vote did
 */
export function castVote(
  gate: Gate | undefined,
  vote: CheckedVote,
): { gate: Gate | undefined; effect: VoteEffect } {
  const code = refusalOf(gate, vote);
  if (code || !gate) return { gate, effect: { kind: 'refused', code: code ?? 'GATE_NOT_OPEN' } };
  const same = (earlier: Vote) => earlier.by === vote.by && earlier.verdict === vote.verdict;
  if (gate.votes.some(same)) return { gate, effect: { kind: 'already-counted' } };
  return { gate: { ...gate, votes: [...gate.votes, vote] }, effect: { kind: 'counted' } };
}

function refusalOf(gate: Gate | undefined, vote: CheckedVote): Refusal | undefined {
  if (!gate) return 'GATE_NOT_OPEN';
  if (vote.manifest !== gate.manifest) return 'MANIFEST_CHANGED';
  if (!vote.signed && gate.policy.unsigned === 'refuse') return 'VOTE_UNSIGNED';
  if (gateState(gate).kind !== 'waiting' || vote.atMs >= closesAtMs(gate)) {
    const repeated = gate.votes.some((v) => v.by === vote.by && v.verdict === vote.verdict);
    return repeated ? undefined : 'GATE_CLOSED';
  }
  return personRefusal(gate, vote);
}

function personRefusal({ policy, own }: Gate, vote: CheckedVote): Refusal | undefined {
  const groups = policy.groups;
  const member = groups.length === 0 || groups.some(({ members }) => members.includes(vote.by));
  if (!member) return 'NOT_ELIGIBLE';
  if (vote.verdict === 'reject') return vote.comment?.trim() ? undefined : 'REASON_REQUIRED';
  const isOwn = own.some((name) => isSamePerson(name, vote.by));
  return isOwn && !policy.selfApproval ? 'SELF_APPROVAL' : undefined;
}

/** Git and the configuration may write one address with other capitals. */
function isSamePerson(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
