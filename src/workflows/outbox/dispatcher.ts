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
  /** Sends one out to each recipient for whom something waits, and who has none on the way. */
  sendOut(): void;
  areIdle(): boolean;
  /** Stops all of them. What they carry waits again. */
  recall(): Promise<void>;
}

interface DispatcherState {
  state(): OutboxState;
  become(next: OutboxState): void;
}

/** Carries notifications: those to one recipient one after another, and each recipient by itself. */
export function createDispatcher({ state, become }: DispatcherState): Dispatcher {
  const underway = new Set<string>();
  const scope = new CancellationScope();

  async function carry(recipient: string): Promise<void> {
    for (;;) {
      const notification = nextFor(state(), recipient);
      if (!notification || scope.consideredCancelled) return;
      const problem = await bring(notification);
      if (problem === 'recalled') return;
      if (!problem) become(markSent(state(), notification.id, Date.now()));
      else if (problem.code === 'RECIPIENT_GONE')
        become(dropRecipient(state(), recipient, problem, Date.now()));
      else become(markFailed(state(), notification.id, problem, Date.now()));
    }
  }

  async function bring(notification: Notification): Promise<Problem | 'recalled' | undefined> {
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
        void scope.run(() => carry(recipient)).finally(() => underway.delete(recipient));
      }
    },
    areIdle: () => underway.size === 0,
    async recall() {
      scope.cancel();
      await condition(() => underway.size === 0);
    },
  };
}

/** Why it has not arrived: as the last attempt said. */
function problemOf(error: unknown, { recipient }: Notification): Problem {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (!(cause instanceof ApplicationFailure))
    return { code: 'NOTIFICATION_FAILED', message: `${recipient} took too long.` };
  return { code: codeOfType(cause.type), message: cause.message };
}
