import { setTimeout as pause } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { ReleaseWorkflow } from '../workflows/messages.ts';
import { ANSWER_WITHIN_MS } from './deadline.ts';
import { isMissing, isUnanswered, toSlipwayError } from './errors.ts';

const ASK_EVERY_MS = 50;

type Run = WorkflowHandle<ReleaseWorkflow>;

/** A signal, and the query that tells what it did. */
export interface Message<Answer> {
  send(run: Run): Promise<void>;
  /** @returns `null` while nothing is known of it */
  ask(run: Run): Promise<Answer | null>;
}

/**
 * Sends a signal to a release, then asks its run what that did.
 *
 * @returns `undefined` when no worker answered in time: Temporal keeps the signal
 * @throws SlipwayError RELEASE_NOT_FOUND, RELEASE_CLOSED
 */
export async function sendAndAsk<Answer>(
  client: Client,
  id: string,
  message: Message<Answer>,
): Promise<Answer | undefined> {
  const run = client.workflow.getHandle<ReleaseWorkflow>(id);
  try {
    await message.send(run);
  } catch (error) {
    throw toSlipwayError(id, error);
  }
  const deadline = Date.now() + ANSWER_WITHIN_MS;
  try {
    // A query is answered after the signal was taken, but maybe before its signature was checked.
    for (; Date.now() < deadline; await pause(ASK_EVERY_MS)) {
      const answer = await client.withDeadline(deadline, () => message.ask(run));
      if (answer) return answer;
    }
    return undefined;
  } catch (error) {
    if (isUnanswered(error) || isMissing(error)) return undefined;
    throw error;
  }
}
