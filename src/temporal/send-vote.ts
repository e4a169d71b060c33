import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { SlipwayError } from '../domain/errors.ts';
import type { Receipt } from '../domain/gate.ts';
import type { SignedVote } from '../domain/vote-text.ts';
import { approvalSignal, receiptQuery, type ReleaseWorkflow } from '../workflows/messages.ts';
import { isClosed, isMissing, isUnanswered, toSlipwayError } from './errors.ts';
import { ANSWER_WITHIN_MS } from './deadline.ts';

const ASK_EVERY_MS = 50;

/** Sends the approval signal, then asks the run what it did. */
export async function sendVote(
  client: Client,
  id: string,
  vote: SignedVote,
): Promise<Receipt | undefined> {
  const run = client.workflow.getHandle<ReleaseWorkflow>(id);
  try {
    await run.signal(approvalSignal, vote);
  } catch (error) {
    if (isClosed(error))
      throw new SlipwayError('GATE_CLOSED', `Release ${id} has ended.`, { cause: error });
    throw toSlipwayError(id, error);
  }
  const deadline = Date.now() + ANSWER_WITHIN_MS;
  const ask = () => run.query(receiptQuery, vote.voteId);
  try {
    // A query is answered after the signal was taken, but maybe before its signature was checked.
    for (; Date.now() < deadline; await pause(ASK_EVERY_MS)) {
      const receipt = await client.withDeadline(deadline, ask);
      if (receipt) return receipt;
    }
    return undefined;
  } catch (error) {
    if (isUnanswered(error) || isMissing(error)) return undefined;
    throw error;
  }
}
