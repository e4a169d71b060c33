import type { Notification } from '../../domain/notify/notification.ts';
import type {
  Attempts,
  FailedNotificationRow,
  SentNotification,
} from '../../domain/notify/outbox.ts';
import type { WatchedOutbox } from '../engine.ts';
import { rfc3339 } from '../instant.ts';
import { problemJson } from './release-parts-json.ts';

/** Everything that an outbox remembers, in the order in which it happened. */
export function notificationsJson(outbox: WatchedOutbox | undefined) {
  if (!outbox) return [];
  const { waiting, delivered, givenUp, attempts } = outbox;
  const all = [
    ...delivered.map((one) => ({ atMs: one.atMs, json: deliveredJson(one) })),
    ...givenUp.map((one) => ({ atMs: one.atMs, json: failedNotificationJson(one) })),
    ...waiting.map((one) => ({ atMs: one.atMs, json: waitingJson(one, attempts[one.id]) })),
  ];
  return all.toSorted((one, other) => one.atMs - other.atMs).map(({ json }) => json);
}

export function failedNotificationJson({ givenUpAtMs, problem, ...letter }: FailedNotificationRow) {
  return {
    ...aboutJson(letter),
    state: 'given-up' as const,
    givenUpAt: rfc3339(givenUpAtMs),
    problem: problemJson(problem),
  };
}

function deliveredJson({ deliveredAtMs, ...letter }: SentNotification) {
  return {
    ...aboutJson(letter),
    state: 'delivered' as const,
    deliveredAt: rfc3339(deliveredAtMs),
  };
}

function waitingJson(letter: Notification, attempts: Attempts = { count: 0 }) {
  const { count, problem, nextAtMs } = attempts;
  return {
    ...aboutJson(letter),
    state: 'waiting' as const,
    attempts: count,
    ...(problem && { problem: problemJson(problem) }),
    ...(nextAtMs !== undefined && { nextAttempt: rfc3339(nextAtMs) }),
  };
}

function aboutJson({ id, recipient, about, atMs }: Omit<Notification, 'message'>) {
  return { id, recipient, about, happenedAt: rfc3339(atMs) };
}
