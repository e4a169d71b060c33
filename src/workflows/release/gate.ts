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

/** How a gate was left. */
export type GateResult = Exclude<GateState, { kind: 'waiting' }> | { readonly kind: 'expired' };

/** What a gate does while it waits. */
export interface GateWait {
  /** Whether something else than a vote ends the wait. */
  isInterrupted(): boolean;
  /** The one line that says what it waits for. */
  summary(gate: Gate): string;
  /** At half of the time, and when it is nearly over. */
  remind(gate: Gate): Promise<void>;
}

export interface GateHandle {
  /** Opens the gate, or goes on with the one that asks the same. */
  open(gate: Gate): Gate;
  /** Waits until the gate is decided, its time is up, or something else ends the wait. */
  waitForDecision(wait: GateWait): Promise<GateResult | { readonly kind: 'interrupted' }>;
  /**
   * Looks whether those who approved may still do so, and takes out the votes of others.
   *
   * @returns whether it is still approved
   */
  recheckVoters(): Promise<boolean>;
}

const EXAMPLE =
  '{"voteId":"any-unique-text","by":"ana@example.com","verdict":"approve","approvalRequest":"sha256:…","comment":"…"}. ' +
  'Typed in here it carries no signature, and counts only where the gate says `unsignedVotes: accept`.';

/**
 * Lets people vote on this release, by the approval signal.
 *
 * A signal is kept by Temporal while every worker is down, and can't be answered: what a vote did
 * is told by its receipt. Call this before the first `await`, so that no vote finds no handler.
 *
 * @param interventions say whether a user has skipped the approval, after which no vote counts
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
    // A person may have let it in meanwhile: then nobody is asked any more.
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
      // One after another: the first in history wins. And a cancellation takes no vote away.
      votes = votes.then(() => CancellationScope.nonCancellable(() => count(vote)));
      await votes;
      unread -= 1;
    },
    { description: `Casts a vote, such as ${EXAMPLE}` },
  );
  setHandler(voteReceiptQuery, (voteId) => receipts.get(voteId) ?? null, {
    description: 'What became of the vote with this voteId.',
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
      // A vote that came in time may still be on its way through the check.
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

/** When to remind, and at last when it is over; reminders that are past are left out. */
function instantsOf(gate: Gate): [atMs: number, isLast: boolean][] {
  const ahead = remindersAtMs(gate).filter((atMs) => atMs > Date.now());
  return [...ahead.map((atMs): [number, boolean] => [atMs, false]), [expiresAtMs(gate), true]];
}

/** Those whose people may vote; none where anybody may. */
function groupsOf({ groups, escalateTo }: GatePolicy): readonly string[] {
  if (groups.length === 0) return [];
  return [...groups, ...(escalateTo ? [escalateTo] : [])].map(({ name }) => name);
}
