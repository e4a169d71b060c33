import type { Notification } from '../../domain/notify/notification.ts';
import type {
  Attempts,
  FailedNotificationRow,
  SentNotification,
} from '../../domain/notify/outbox.ts';
import type { WatchedOutbox } from '../engine.ts';
import { rfc3339 } from '../instant.ts';
import { problemJson } from './release-parts-json.ts';

/** All notifications of an outbox, in the order of their events. */
export function notificationsJson(outbox: WatchedOutbox | undefined) {
  if (!outbox) return [];
  const { waiting, sent, failed, attempts } = outbox;
  const all = [
    ...sent.map((one) => ({ atMs: one.atMs, json: sentJson(one) })),
    ...failed.map((one) => ({ atMs: one.atMs, json: failedNotificationJson(one) })),
    ...waiting.map((one) => ({ atMs: one.atMs, json: waitingJson(one, attempts[one.id]) })),
  ];
  return all.toSorted((one, other) => one.atMs - other.atMs).map(({ json }) => json);
}

export function failedNotificationJson({
  failedAtMs,
  problem,
  ...notification
}: FailedNotificationRow) {
  return {
    ...aboutJson(notification),
    state: 'failed' as const,
    failedAt: rfc3339(failedAtMs),
    problem: problemJson(problem),
  };
}

function sentJson({ sentAtMs, ...notification }: SentNotification) {
  return {
    ...aboutJson(notification),
    state: 'sent' as const,
    sentAt: rfc3339(sentAtMs),
  };
}

function waitingJson(notification: Notification, attempts: Attempts = { count: 0 }) {
  const { count, problem, nextAtMs } = attempts;
  return {
    ...aboutJson(notification),
    state: 'waiting' as const,
    attempts: count,
    ...(problem && { problem: problemJson(problem) }),
    ...(nextAtMs !== undefined && { nextAttempt: rfc3339(nextAtMs) }),
  };
}

function aboutJson({ id, recipient, about, atMs }: Omit<Notification, 'message'>) {
  return { id, recipient, about, happenedAt: rfc3339(atMs) };
}
