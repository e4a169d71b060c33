import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
} from '@temporalio/workflow';
import { codeOfType } from '../../domain/errors.ts';
import type { Notification } from '../../domain/notify/notification.ts';
import {
  dropRecipient,
  markFailed,
  markSent,
  nextFor,
  type OutboxState,
  pendingRecipients,
  retryForMs,
} from '../../domain/notify/outbox.ts';
import type { Problem } from '../../domain/problem.ts';
import { notificationActivity } from '../shared/activity-stubs.ts';

export interface Dispatcher {
  /** Starts to send to each recipient with waiting notifications to whom nothing is being sent. */
  sendOut(): void;
  isIdle(): boolean;
  /** Stops sending. A notification that was being sent waits again. */
  recall(): Promise<void>;
}

interface DispatcherState {
  state(): OutboxState;
  become(next: OutboxState): void;
}

/** Sends notifications: those to one recipient one after another, and to each recipient by itself. */
export function createDispatcher({ state, become }: DispatcherState): Dispatcher {
  const underway = new Set<string>();
  const scope = new CancellationScope();

  async function sendAllTo(recipient: string): Promise<void> {
    for (;;) {
      const notification = nextFor(state(), recipient);
      if (!notification || scope.consideredCancelled) return;
      const problem = await send(notification);
      if (problem === 'recalled') return;
      if (!problem) become(markSent(state(), notification.id, Date.now()));
      else if (problem.code === 'RECIPIENT_GONE')
        become(dropRecipient(state(), recipient, problem, Date.now()));
      else become(markFailed(state(), notification.id, problem, Date.now()));
    }
  }

  async function send(notification: Notification): Promise<Problem | 'recalled' | undefined> {
    const { service } = state();
    try {
      const { sendNotification } = notificationActivity(
        notification,
        retryForMs(notification, Date.now()),
      );
      await sendNotification({ service, notification });
      return undefined;
    } catch (error) {
      return isCancellation(error) ? 'recalled' : problemOf(error, notification);
    }
  }

  return {
    sendOut() {
      for (const recipient of pendingRecipients(state())) {
        if (underway.has(recipient)) continue;
        underway.add(recipient);
        void scope.run(() => sendAllTo(recipient)).finally(() => underway.delete(recipient));
      }
    },
    isIdle: () => underway.size === 0,
    async recall() {
      scope.cancel();
      await condition(() => underway.size === 0);
    },
  };
}

/** Why a notification has failed, by its last attempt. */
function problemOf(error: unknown, { recipient }: Notification): Problem {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure))
    return { code: 'NOTIFICATION_FAILED', message: `${recipient} took too long.` };
  return { code: codeOfType(cause.type), message: cause.message };
}
