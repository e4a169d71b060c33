import { CancellationScope, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import {
  castVote,
  closesAtMs,
  type Gate,
  type GateState,
  gateState,
  type Receipt,
} from '../domain/gate.ts';
import type { Artifact, ReleaseInput } from '../domain/release.ts';
import type { EnvironmentPlan, Plan } from '../domain/plan.ts';
import { readVote, type SignedVote } from '../domain/vote-text.ts';
import { approvalWait } from '../domain/waiting.ts';
import { checkVote, openGate } from './activities.ts';
import { announce } from './announce.ts';
import { approvalSignal, receiptQuery } from './messages.ts';

/** What is asked at a gate. */
export interface Question {
  readonly plan: Plan;
  readonly environment: EnvironmentPlan;
  readonly artifact: Artifact;
}

/** How a gate was left. */
export type GateVerdict = Exclude<GateState, { kind: 'waiting' }> | { readonly kind: 'expired' };

export interface GateHandle {
  /** Opens the gate, and waits until it is decided or its time is up. Once for each environment. */
  pass(question: Question): Promise<GateVerdict>;
}

const EXAMPLE =
  '{"voteId":"any-unique-text","by":"ana@example.com","verdict":"approve","manifest":"sha256:…","comment":"…"}. ' +
  'Typed in here it carries no signature, and counts only where the gate says `unsigned: accept`.';

/**
 * Lets people vote on this release, by the approval signal.
 *
 * A signal is kept by Temporal while every worker is down, and can't be answered: what a vote did
 * is told by its receipt. Call this before the first `await`, so that no vote finds no handler.
 */
export function handleGate(input: ReleaseInput): GateHandle {
  let gate: Gate | undefined;
  let votes = Promise.resolve();
  let unread = 0;
  const receipts = new Map<string, Receipt>();

  async function count(vote: SignedVote): Promise<void> {
    const checked = await checkVote({ vote, key: input.voteKey });
    const { effect, gate: after } = castVote(gate, checked.vote);
    gate = after;
    const state = gate && { gate: gateState(gate), manifest: gate.manifest };
    receipts.set(vote.voteId, { effect, ...state });
  }

  setHandler(
    approvalSignal,
    async (payload) => {
      const vote = readVote(payload, Date.now());
      if (!vote || receipts.has(vote.voteId)) return;
      unread += 1;
      // One after another: the first in history wins. And a cancellation takes no vote away.
      votes = votes.then(() => CancellationScope.nonCancellable(() => count(vote)));
      await votes;
      unread -= 1;
    },
    { description: `Casts a vote, such as ${EXAMPLE}` },
  );
  setHandler(receiptQuery, (voteId) => receipts.get(voteId) ?? null, {
    description: 'What became of the vote with this voteId.',
  });

  return {
    async pass({ plan, environment, artifact }) {
      const policy = environment.gate;
      if (!policy) return { kind: 'approved', by: [] };
      const { manifest, own, openedAtMs } = await openGate({
        release: { id: input.id, startedBy: input.startedBy, author: plan.author },
        service: plan.service,
        environment: environment.name,
        commit: plan.commit,
        artifact: artifact.digest,
        plan: plan.digest,
        nonce: workflowInfo().runId,
      });
      const opened = { environment: environment.name, policy, own, openedAtMs, votes: [] };
      gate = { ...opened, manifest: manifest.digest };
      const wait = approvalWait(gate);
      announce(input, 'awaiting-approval', {
        environment: environment.name,
        wait,
        manifest: manifest.digest,
      });

      const decided = () => gate !== undefined && gateState(gate).kind !== 'waiting';
      await condition(decided, Math.max(1, closesAtMs(gate) - Date.now()), {
        summary: wait.sentence,
      });
      // A vote that came in time may still be on its way through the check.
      await condition(() => unread === 0);
      const state = gateState(gate);
      return state.kind === 'waiting' ? { kind: 'expired' } : state;
    },
  };
}
