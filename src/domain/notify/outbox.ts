/**
 * The outbox of a release: the notifications that wait, those that have arrived, and those that were
 * given up. Pure transitions; the outbox workflow keeps the state and sends what waits.
 */
import type { Problem } from '../problem.ts';
import type { Notification } from './notification.ts';

/** Plain JSON. Notifications are in the order in which they were made. */
export interface OutboxState {
  readonly releaseId: string;
  readonly service: string;
  /** The run of the release whose history was read; absent before that. */
  readonly runId?: string;
  /** The last event of the history that was read. */
  readonly after: number;
  /** Whether nothing more will come. */
  readonly hasEnded: boolean;
  readonly waiting: readonly Notification[];
  /** The last ones. */
  readonly sent: readonly SentNotification[];
  /** The last ones. They can be sent again. */
  readonly failed: readonly FailedNotification[];
  /** Recipients that want nothing more of this release. */
  readonly gone: readonly string[];
}

/** The failed attempts so far of a waiting notification. */
export interface Attempts {
  /** The number of failed attempts. */
  readonly count: number;
  /** Why the last attempt was in vain. */
  readonly problem?: Problem;
  /** When the next attempt is, in milliseconds since the Unix epoch. */
  readonly nextAtMs?: number;
}

export interface SentNotification extends Omit<Notification, 'message'> {
  readonly sentAtMs: number;
}

export interface FailedNotification extends Notification {
  readonly failedAtMs: number;
  readonly problem: Problem;
}

/** The new events of a release, and the notifications about them. */
export interface NewEvents {
  readonly runId: string;
  readonly after: number;
  readonly hasEnded: boolean;
  readonly notifications: readonly Notification[];
}

/** How many notifications may wait for one recipient; the state must fit into one payload. */
export const MAX_PENDING = 100;
const MAX_SENT = 200;
const MAX_FAILED = 100;

/** @param before how far an earlier outbox of the same release has read, before a Reset */
export function emptyOutbox(
  releaseId: string,
  service: string,
  before: Pick<OutboxState, 'runId' | 'after'> = { after: 0 },
): OutboxState {
  return {
    releaseId,
    service,
    ...before,
    hasEnded: false,
    waiting: [],
    sent: [],
    failed: [],
    gone: [],
  };
}

/** Takes in notifications. Those to a recipient that is gone, or too far behind, are given up at once. */
export function enqueue(state: OutboxState, news: NewEvents, nowMs: number): OutboxState {
  const { runId, after, hasEnded, notifications } = news;
  const read = { ...state, runId, after, hasEnded: state.hasEnded || hasEnded };
  return notifications.reduce(
    (next: OutboxState, notification) => post(next, notification, nowMs),
    read,
  );
}

function post(state: OutboxState, notification: Notification, nowMs: number): OutboxState {
  if (state.gone.includes(notification.recipient)) return state;
  const ahead = state.waiting.filter(({ recipient }) => recipient === notification.recipient);
  const next = { ...state, waiting: [...state.waiting, notification] };
  return ahead.length < MAX_PENDING
    ? next
    : markFailed(next, notification.id, TOO_FAR_BEHIND, nowMs);
}

const TOO_FAR_BEHIND: Problem = {
  code: 'NOTIFICATION_FAILED',
  message: `Dropped: ${MAX_PENDING} notifications are already queued for this recipient.`,
};

/** The recipients for whom something waits, each once. */
export function pendingRecipients({ waiting }: OutboxState): readonly string[] {
  return [...new Set(waiting.map(({ recipient }) => recipient))];
}

/** The notification that a recipient gets next. */
export function nextFor({ waiting }: OutboxState, recipient: string): Notification | undefined {
  return waiting.find((notification) => notification.recipient === recipient);
}

/** Notes that a notification has arrived. */
export function markSent(state: OutboxState, id: string, nowMs: number): OutboxState {
  const notification = state.waiting.find((known) => known.id === id);
  if (!notification) return state;
  const arrived = { ...withoutMessage(notification), sentAtMs: nowMs };
  const sent = [...state.sent, arrived].slice(-MAX_SENT);
  return { ...without(state, id), sent };
}

/** Notes that a notification is not tried any more. */
export function markFailed(
  state: OutboxState,
  id: string,
  problem: Problem,
  nowMs: number,
): OutboxState {
  const notification = state.waiting.find((known) => known.id === id);
  if (!notification) return state;
  const lost = { ...notification, failedAtMs: nowMs, problem };
  return { ...without(state, id), failed: [...state.failed, lost].slice(-MAX_FAILED) };
}

/** Gives up all that waits for a recipient that wants nothing more, and whatever comes. */
export function dropRecipient(
  state: OutboxState,
  recipient: string,
  problem: Problem,
  nowMs: number,
): OutboxState {
  const notifications = state.waiting.filter(
    (notification) => notification.recipient === recipient,
  );
  const left = notifications.reduce(
    (next: OutboxState, { id }) => markFailed(next, id, problem, nowMs),
    state,
  );
  return { ...left, gone: [...left.gone, recipient] };
}

/** Lets a notification that was given up wait again, behind those that wait, and its recipient return. */
export function requeue(state: OutboxState, id: string): OutboxState {
  const lost = state.failed.find((known) => known.id === id);
  if (!lost) return state;
  const { failedAtMs: _, problem: __, ...notification } = lost;
  return {
    ...state,
    failed: state.failed.filter((known) => known !== lost),
    waiting: [...state.waiting, notification],
    gone: state.gone.filter((name) => name !== notification.recipient),
  };
}

/** A failed notification in the list of all releases. */
export interface FailedNotificationRow extends Omit<FailedNotification, 'message'> {}

/** How many of them a list shows for one release: a memo is small. */
const MOST_SHOWN = 20;

/** The last ones that were given up. */
export function failedNotifications({ failed }: OutboxState): readonly FailedNotificationRow[] {
  return failed.slice(-MOST_SHOWN).map(withoutMessage);
}

function withoutMessage<Kind extends Notification>(notification: Kind): Omit<Kind, 'message'> {
  const { message: _, ...rest } = notification;
  return rest;
}

/** How many notifications were sent, and how many have failed, of those that the outbox remembers. */
export interface NotificationCounts {
  readonly sent: number;
  readonly failed: number;
}

export function notificationCounts({ sent, failed }: OutboxState): NotificationCounts {
  return { sent: sent.length, failed: failed.length };
}

/** How far an outbox has read at its end: another one, after a Reset, starts from there. */
export type OutboxResult = NotificationCounts & Pick<OutboxState, 'runId' | 'after'>;

export function outboxResult(state: OutboxState): OutboxResult {
  const { runId, after } = state;
  return { ...notificationCounts(state), ...(runId !== undefined && { runId }), after };
}

/** The sent, waiting and failed notifications, in Markdown. */
export function outboxDetails({ releaseId, waiting, sent, failed }: OutboxState): string {
  return [
    `### Sends the notifications of ${releaseId}`,
    [
      `- delivered: ${sent.length}`,
      ...waiting.slice(0, 10).map(({ recipient, about }) => `- waits: ${about} for ${recipient}`),
      ...failed.map(
        ({ recipient, about, problem }) =>
          `- given up: ${about} for ${recipient}: ${problem.message}`,
      ),
    ].join('\n'),
  ].join('\n\n');
}

function without(state: OutboxState, id: string): OutboxState {
  return { ...state, waiting: state.waiting.filter((notification) => notification.id !== id) };
}

const DAY_MS = 86_400_000;
/** How long a notification is tried after its event. */
const PATIENCE_MS = 3 * DAY_MS;
/** How long it is tried if the recipient refuses it: an outage passes sooner than a wrong setting. */
const PATIENCE_WITH_REFUSALS_MS = 3_600_000;
/** The shortest time for a notification that had to wait for others, or is sent again. */
const LEAST_PATIENCE_MS = 10 * 60_000;

/** For how long a notification is tried, in milliseconds from now. */
export function retryForMs({ atMs }: Notification, nowMs: number): number {
  return Math.max(LEAST_PATIENCE_MS, atMs + PATIENCE_MS - nowMs);
}

/** Whether a refusal is final. */
export function isRefusedForGood(
  { atMs }: Notification,
  { sinceMs, nowMs }: { sinceMs: number; nowMs: number },
): boolean {
  return nowMs >= Math.max(atMs + PATIENCE_WITH_REFUSALS_MS, sinceMs + LEAST_PATIENCE_MS);
}
