import type { Client } from '@temporalio/client';
import { SlipwayError } from '../domain/errors.ts';
import type { VoteReceipt } from '../domain/gate/gate.ts';
import type { SignedVote } from '../domain/gate/vote-signature.ts';
import { approvalSignal } from '../workflows/shared/messages.ts';
import { type Message, sendAndAwaitReceipt } from './send-signal.ts';

/** Sends a vote by the approval signal, and waits for its receipt. */
export async function sendVote(
  client: Client,
  id: string,
  vote: SignedVote,
): Promise<VoteReceipt | undefined> {
  try {
    return await sendAndAwaitReceipt(client, id, {
      send: (run) => run.signal(approvalSignal, vote),
      answerIn: receiptIn(vote.voteId),
    });
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'RELEASE_ENDED')
      throw new SlipwayError('GATE_CLOSED', error.message, { cause: error });
    throw error;
  }
}

/** Finds the receipt of a vote in the events of a release. */
export function receiptIn(voteId: string): Message<VoteReceipt>['answerIn'] {
  return (event, after) =>
    event.kind === 'voted' && event.vote.voteId === voteId ? after?.voteReceipt : undefined;
}
