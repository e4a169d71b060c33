import { CancellationScope, condition, setHandler } from '@temporalio/workflow';
import {
  castVote,
  dropVotesOf,
  expiresAtMs,
  type Gate,
  type GatePolicy,
  type GateState,
  gateState,
  remindersAtMs,
  reopenGate,
  type VoteReceipt,
  voteReceipt,
  withGateSkipped,
} from '../../domain/gate/gate.ts';
import { parseVote, type SignedVote } from '../../domain/gate/vote-signature.ts';
import type { ReleaseInput } from '../../domain/release/release.ts';
import { checkVote, recheckVoters } from '../shared/activity-stubs.ts';
import { approvalSignal, voteReceiptQuery } from '../shared/messages.ts';
import type { StatusPublisher } from '../shared/status-publisher.ts';
import type { Interventions } from './interventions.ts';

/** How a gate was decided. */
export type GateResult = Exclude<GateState, { kind: 'waiting' }> | { readonly kind: 'expired' };

/** The behavior of a gate while it waits. */
export interface GateWait {
  /** Whether something else than a vote ends the wait. */
  isInterrupted(): boolean;
  /** One line about the missing votes. */
  summary(gate: Gate): string;
  /** Reminds the approvers, at half of the time and when it is nearly over. */
  remind(gate: Gate): Promise<void>;
}

export interface GateHandle {
  /** Opens a gate, or keeps the open one with its votes if the approval request is the same. */
  open(gate: Gate): Gate;
  /** Waits until the gate is decided, has expired, or the wait is interrupted. */
  waitForDecision(wait: GateWait): Promise<GateResult | { readonly kind: 'interrupted' }>;
  /**
   * Drops the votes of approvers who are no longer eligible.
   *
   * @returns whether the gate is still approved
   */
  recheckVoters(): Promise<boolean>;
}

const EXAMPLE =
  '{"voteId":"any-unique-text","by":"ana@example.com","verdict":"approve","approvalRequest":"sha256:…","comment":"…"}. ' +
  'Without a signature the vote counts only where the gate has `unsignedVotes: accept`.';

/**
 * Lets users vote on this release, by the approval signal. Call it before the first `await`, so that
 * every vote finds the handler.
 *
 * Temporal keeps a signal while every worker is down. A signal has no response, so each vote has a
 * receipt.
 *
 * @param interventions tell whether a user has skipped the approval, after which no vote counts
 */
export function handleGate(
  input: ReleaseInput,
  publisher: Pick<StatusPublisher, 'notifyOutbox'>,
  { skipsApproval }: Pick<Interventions, 'skipsApproval'>,
): GateHandle {
  let gate: Gate | undefined;
  let votes = Promise.resolve();
  let unread = 0;
  const receipts = new Map<string, VoteReceipt>();

  async function count(vote: SignedVote): Promise<void> {
    const checked = await checkVote({ vote, key: input.voteKey });
    // A user may have skipped the approval meanwhile.
    const asked = gate && withGateSkipped(gate, skipsApproval(gate.environment));
    const cast = castVote(asked, checked.vote);
    gate = cast.gate;
    receipts.set(vote.voteId, voteReceipt(cast));
    publisher.notifyOutbox();
  }

  setHandler(
    approvalSignal,
    async (payload) => {
      const vote = parseVote(payload, Date.now());
      if (!vote || receipts.has(vote.voteId)) return;
      unread += 1;
      // One after another: the first in history wins. And a cancellation drops no vote.
      votes = votes.then(() => CancellationScope.nonCancellable(() => count(vote)));
      await votes;
      unread -= 1;
    },
    { description: `Casts a vote, such as ${EXAMPLE}` },
  );
  setHandler(voteReceiptQuery, (voteId) => receipts.get(voteId) ?? null, {
    description: 'The receipt of the vote with this voteId: its effect, and the state of the gate.',
  });

  return {
    open: (asked) => (gate = reopenGate(gate, asked)),
    async waitForDecision(wait) {
      const isOver = () => !gate || gateState(gate).kind !== 'waiting' || wait.isInterrupted();
      for (const [atMs, isLast] of instantsOf(gate as Gate)) {
        const summary = wait.summary(gate as Gate);
        if (await condition(isOver, Math.max(1, atMs - Date.now()), { summary })) break;
        if (!isLast) await wait.remind(gate as Gate);
      }
      // The signature of a vote that came in time may still be under check.
      await condition(() => unread === 0);
      const state = gateState(gate as Gate);
      if (state.kind !== 'waiting') return state;
      return wait.isInterrupted() ? { kind: 'interrupted' } : { kind: 'expired' };
    },
    async recheckVoters() {
      const { environment, policy } = gate as Gate;
      const state = gateState(gate as Gate);
      if (state.kind !== 'approved') return false;
      const asked = { environment, approvers: state.by, groups: groupsOf(policy) };
      const { ineligible } = await recheckVoters({ service: input.service, ...asked });
      gate = dropVotesOf(gate as Gate, ineligible, Date.now());
      if (ineligible.length > 0) publisher.notifyOutbox();
      return gateState(gate).kind === 'approved';
    },
  };
}

/** The instants of the reminders still to come, and at last of the expiry. */
function instantsOf(gate: Gate): [atMs: number, isLast: boolean][] {
  const ahead = remindersAtMs(gate).filter((atMs) => atMs > Date.now());
  return [...ahead.map((atMs): [number, boolean] => [atMs, false]), [expiresAtMs(gate), true]];
}

/** The names of the groups that may vote; none where everybody may. */
function groupsOf({ groups, escalateTo }: GatePolicy): readonly string[] {
  if (groups.length === 0) return [];
  return [...groups, ...(escalateTo ? [escalateTo] : [])].map(({ name }) => name);
}
