import type { Client, WorkflowHandle } from '@temporalio/client';
import type { ReleaseEvent } from '../domain/release/event.ts';
import { applyEvent } from '../domain/release/history.ts';
import type { Release } from '../domain/release/release.ts';
import type { ReleaseWorkflow } from '../workflows/shared/messages.ts';
import { ANSWER_WITHIN_MS } from './deadline.ts';
import { isMissing, toSlipwayError } from './errors.ts';
import { followEvents } from './read-events.ts';

type Run = WorkflowHandle<ReleaseWorkflow>;

/** A signal, and how its effect is found in the events of the release. */
export interface Message<Answer> {
  send(run: Run): Promise<void>;
  /**
   * @param after the state of the release after the event
   * @param before the state of the release before the event
   * @returns `undefined` for an event about something else
   */
  answerIn(
    event: ReleaseEvent,
    after: Release | undefined,
    before: Release | undefined,
  ): Answer | undefined;
}

/**
 * Sends a signal to a release, and waits for its effect in the history.
 *
 * Not by a query: a workflow task with a query ends before its local activities, and the signals of the
 * next task are handled before their results, but in a replay after them. Two users who vote in the same
 * second could stop a release for good.
 *
 * @returns `undefined` if no worker handled the signal in time: Temporal keeps it
 * @throws SlipwayError RELEASE_NOT_FOUND, RELEASE_ENDED
 */
export async function sendAndAwaitReceipt<Answer>(
  client: Client,
  id: string,
  message: Message<Answer>,
): Promise<Answer | undefined> {
  try {
    await message.send(client.workflow.getHandle<ReleaseWorkflow>(id));
  } catch (error) {
    throw toSlipwayError(id, error);
  }
  const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
  try {
    return await hear(followEvents(client, id, { after: 0, signal }), message);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return undefined;
  }
}

/** @returns `undefined` if no event from the beginning on has the effect */
export async function hear<Answer>(
  history: AsyncIterable<ReleaseEvent> | Iterable<ReleaseEvent>,
  { answerIn }: Pick<Message<Answer>, 'answerIn'>,
): Promise<Answer | undefined> {
  let release: Release | undefined;
  for await (const event of history) {
    const before = release;
    release = applyEvent(before, event);
    const answer = answerIn(event, release, before);
    if (answer) return answer;
  }
  return undefined;
}
