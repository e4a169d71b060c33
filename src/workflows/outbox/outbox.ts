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

/** A release that was terminated, or whose worker could not reach Temporal, sends no signal. */
const CHECK_EVERY = '1 hour';
/** How long failed notifications can be sent again, after everything else was sent. */
const KEEP_FAILED = '30 days';

/**
 * Keeps the audit log of one release, and sends its notifications: in order to each recipient, at least
 * once, for days if need be. A recipient that does not respond delays no other, and never the release.
 *
 * It ends when the release has ended and everything was sent, or has failed for a while.
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
    { description: 'The release has new events in a history longer than this: {"length":17}.' },
  );
  setHandler(
    resendUpdate,
    ({ notification }) => {
      const before = state;
      become(requeue(before, notification));
      dispatcher.sendOut();
      return state !== before;
    },
    { description: 'Queues a failed notification again: {"notification":"17.audit"}.' },
  );
  setHandler(notificationsQuery, () => state, {
    description: 'The notifications that were sent, wait, or have failed.',
  });

  const isNewEvents = () => !state.hasEnded && news.told !== news.read;
  const isDone = () => state.hasEnded && dispatcher.isIdle();
  const isOver = () => workflowInfo().continueAsNewSuggested;
  // The first run is started with a signal; a continued run may have missed one meanwhile.
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
    upsertMemo({ failed: now });
  }
}
