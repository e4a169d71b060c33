import type { Client } from '@temporalio/client';
import { SlipwayError } from '../domain/errors.ts';
import type { Receipt } from '../domain/gate.ts';
import type { SignedVote } from '../domain/vote-text.ts';
import { approvalSignal, receiptQuery } from '../workflows/messages.ts';
import { sendAndAsk } from './send-signal.ts';

/** Sends the approval signal, then asks the run what it did. */
export async function sendVote(
  client: Client,
  id: string,
  vote: SignedVote,
): Promise<Receipt | undefined> {
  try {
    return await sendAndAsk(client, id, {
      send: (run) => run.signal(approvalSignal, vote),
      ask: (run) => run.query(receiptQuery, vote.voteId),
    });
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'RELEASE_CLOSED')
      throw new SlipwayError('GATE_CLOSED', error.message, { cause: error });
    throw error;
  }
}
