import {
  allHandlersFinished,
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import {
  enqueue,
  failedNotifications,
  outboxDetails,
  outboxResult,
  type OutboxResult,
  type OutboxState,
  requeue,
} from '../../domain/notify/outbox.ts';
import { recordNewEvents } from '../shared/activity-stubs.ts';
import { notificationsQuery, newEventsSignal, resendUpdate } from '../shared/messages.ts';
import { failedNotificationsKey } from '../shared/search-attributes.ts';
import { createDispatcher } from './dispatcher.ts';

/** A release that was terminated, or whose worker could not reach Temporal, says nothing itself. */
const CHECK_EVERY = '1 hour';
/** How long what was given up can be sent again, after everything else has arrived. */
const KEEP_FAILED = '30 days';

/**
 * Tells others what happens to one release: everything in order to each of them, at least once, for
 * days if need be. One that does not answer keeps nobody waiting but itself, and never the release.
 *
 * It ends when the release has ended and everything has arrived, or was given up for a while.
 */
export async function outbox(initial: OutboxState): Promise<OutboxResult> {
  let state = initial;
  const news = { length: 0, told: 0, read: 0 };
  const dispatcher = createDispatcher({ state: () => state, become });

  setHandler(
    newEventsSignal,
    ({ length }) => {
      news.length = length;
      news.told += 1;
    },
    { description: 'There is news in a history longer than this: {"length":17}.' },
  );
  setHandler(
    resendUpdate,
    ({ notification }) => {
      const before = state;
      become(requeue(before, notification));
      dispatcher.sendOut();
      return state !== before;
    },
    { description: 'Sends again what was given up: {"delivery":"17.audit"}.' },
  );
  setHandler(notificationsQuery, () => state, {
    description: 'What has arrived, waits, was given up.',
  });

  const isNewEvents = () => !state.hasEnded && news.told !== news.read;
  const isDone = () => state.hasEnded && dispatcher.areIdle();
  const isOver = () => workflowInfo().continueAsNewSuggested;
  // Who starts it says that there is news; who goes on may have been told meanwhile.
  for (let isDue = initial.after > 0; !isOver();) {
    dispatcher.sendOut();
    if (isNewEvents() || (isDue && !state.hasEnded)) {
      await read();
      isDue = false;
    } else if (isDone()) {
      if (state.failed.length === 0) break;
      if (!(await condition(() => !isDone() || isOver(), KEEP_FAILED))) break;
    } else {
      isDue = !(await condition(() => isNewEvents() || isDone() || isOver(), CHECK_EVERY));
    }
  }
  await dispatcher.recall();
  await condition(allHandlersFinished);
  return isDone() && !isOver() ? outboxResult(state) : continueAsNew<typeof outbox>(state);

  async function read(): Promise<void> {
    news.read = news.told;
    const { releaseId, service, runId, after } = state;
    const known = { after, ...(runId !== undefined && { runId }) };
    const found = await recordNewEvents({ releaseId, service, ...known, beyond: news.length });
    become(enqueue(state, found, Date.now()));
  }

  function become(next: OutboxState): void {
    const [before, now] = [failedNotifications(state), failedNotifications(next)];
    state = next;
    setCurrentDetails(outboxDetails(next));
    if (JSON.stringify(before) === JSON.stringify(now)) return;
    upsertSearchAttributes([{ key: failedNotificationsKey, value: now.length > 0 ? 'yes' : null }]);
    upsertMemo({ undelivered: now });
  }
}
