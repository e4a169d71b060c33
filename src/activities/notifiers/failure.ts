import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { SlipwayError } from '../../domain/errors.ts';
import type { Notification } from '../../domain/notify/notification.ts';
import { isRefusedForGood } from '../../domain/notify/outbox.ts';

/**
 * Turns what kept a notification from arriving into what Temporal retries by: a recipient that is gone is
 * not asked again, one that refuses not for long, and one that says when it wants to be, then.
 */
export function asFailure(error: unknown, notification: Notification): unknown {
  if (!(error instanceof SlipwayError)) return error;
  const { code: type, message, details } = error;
  const pauseMs = details?.['retryAfterMs'];
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable:
      type === 'RECIPIENT_GONE' || (type === 'NOTIFICATION_REFUSED' && isFinal(notification)),
    ...(typeof pauseMs === 'number' && { nextRetryDelay: pauseMs }),
  });
}

function isFinal(notification: Notification): boolean {
  const { scheduledTimestampMs: sinceMs } = Context.current().info;
  return isRefusedForGood(notification, { sinceMs, nowMs: Date.now() });
}
