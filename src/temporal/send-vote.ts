import type { Client } from '@temporalio/client';
import { SlipwayError } from '../domain/errors.ts';
import { castVote, type Receipt, receiptOf } from '../domain/gate.ts';
import type { SignedVote } from '../domain/vote-text.ts';
import { approvalSignal } from '../workflows/messages.ts';
import { type Message, sendAndHear } from './send-signal.ts';

/** Sends the approval signal, then hears what it did. */
export async function sendVote(
  client: Client,
  id: string,
  vote: SignedVote,
): Promise<Receipt | undefined> {
  try {
    return await sendAndHear(client, id, {
      send: (run) => run.signal(approvalSignal, vote),
      answerIn: receiptIn(vote.voteId),
    });
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'RELEASE_CLOSED')
      throw new SlipwayError('GATE_CLOSED', error.message, { cause: error });
    throw error;
  }
}

/** How the story of a release tells what became of a vote. */
export function receiptIn(voteId: string): Message<Receipt>['answerIn'] {
  return (event, before) =>
    event.kind === 'voted' && event.vote.voteId === voteId
      ? receiptOf(castVote(before?.gate, event.vote))
      : undefined;
}
