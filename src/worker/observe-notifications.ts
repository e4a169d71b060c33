import type { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';
import { type ActivityInterceptors, Runtime } from '@temporalio/worker';
import type { SendNotificationInput } from '../activities/send-notification.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { Recipient } from '../domain/notify/recipient.ts';

const KINDS: readonly Kind[] = ['webhook', 'slack', 'github', 'gitlab'];
type Kind = Recipient['kind'];

/** What became of one attempt to tell somebody. */
const OUTCOMES = ['sent', 'failed', 'refused', 'gone'] as const;
type Outcome = (typeof OUTCOMES)[number];

const OF_CODE: Partial<Record<ErrorCode, Outcome>> = {
  NOTIFICATION_REFUSED: 'refused',
  RECIPIENT_GONE: 'gone',
};

export type Count = (amount: number, labels: { kind: Kind; outcome: Outcome }) => void;

/**
 * Makes what counts each attempt to tell a recipient, by its kind and by what became of it. All
 * begin at nothing, so that the first failure is seen as one.
 */
export function observeNotifications(
  count: Count = countInRuntime(),
): (context: Context) => ActivityInterceptors {
  for (const kind of KINDS) for (const outcome of OUTCOMES) count(0, { kind, outcome });
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        if (info.activityType !== 'sendNotification') return next(input);
        const { kind } = (input.args[0] as SendNotificationInput).notification.message;
        try {
          const result = await next(input);
          count(1, { kind, outcome: 'sent' });
          return result;
        } catch (error) {
          if (!(error instanceof CancelledFailure)) count(1, { kind, outcome: outcomeOf(error) });
          throw error;
        }
      },
    },
  });
}

function outcomeOf(error: unknown): Outcome {
  const type = error instanceof ApplicationFailure ? error.type : undefined;
  return OF_CODE[type as ErrorCode] ?? 'failed';
}

function countInRuntime(): Count {
  const counter = Runtime.instance().metricMeter.createCounter(
    'slipway_notifications',
    undefined,
    'Attempts to tell a recipient, by its kind, and what became of them.',
  );
  return (amount, labels) => counter.add(amount, labels);
}
