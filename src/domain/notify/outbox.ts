/**
 * The outbox of a release: the letters that wait, those that have arrived, and those that were
 * given up. Pure transitions; the outbox workflow keeps the state and sends what waits.
 */
import type { Problem } from '../problem.ts';
import type { Notification } from './notification.ts';

/** Plain JSON. Letters are in the order in which they were written. */
export interface OutboxState {
  readonly releaseId: string;
  readonly service: string;
  /** The run that it has read about; absent before it has read. */
  readonly runId?: string;
  /** The last event of the history that it has read. */
  readonly after: number;
  /** Whether nothing more will come. */
  readonly hasEnded: boolean;
  readonly waiting: readonly Notification[];
  /** The last ones. */
  readonly delivered: readonly SentNotification[];
  /** The last ones. They can be sent again. */
  readonly givenUp: readonly FailedNotification[];
  /** Recipients that want nothing more of this release. */
  readonly gone: readonly string[];
}

/** What has become so far of a letter that waits. */
export interface Attempts {
  /** How often it was tried in vain. */
  readonly count: number;
  /** Why the last attempt was in vain. */
  readonly problem?: Problem;
  /** When it is tried next, in milliseconds since the Unix epoch. */
  readonly nextAtMs?: number;
}

export interface SentNotification extends Omit<Notification, 'message'> {
  readonly deliveredAtMs: number;
}

export interface FailedNotification extends Notification {
  readonly givenUpAtMs: number;
  readonly problem: Problem;
}

/** What a look at the release has found. */
export interface NewEvents {
  readonly runId: string;
  readonly after: number;
  readonly hasEnded: boolean;
  readonly letters: readonly Notification[];
}

/** How many letters may wait for one recipient; the state must fit into one payload. */
export const MAX_PENDING = 100;
const MAX_SENT = 200;
const MAX_FAILED = 100;

export function emptyOutbox(releaseId: string, service: string): OutboxState {
  return {
    releaseId,
    service,
    after: 0,
    hasEnded: false,
    waiting: [],
    delivered: [],
    givenUp: [],
    gone: [],
  };
}

/** Takes in letters. Those to a recipient that is gone, or too far behind, are given up at once. */
export function enqueue(state: OutboxState, news: NewEvents, nowMs: number): OutboxState {
  const { runId, after, hasEnded, letters } = news;
  const read = { ...state, runId, after, hasEnded: state.hasEnded || hasEnded };
  return letters.reduce((next: OutboxState, letter) => post(next, letter, nowMs), read);
}

function post(state: OutboxState, letter: Notification, nowMs: number): OutboxState {
  if (state.gone.includes(letter.recipient)) return state;
  const ahead = state.waiting.filter(({ recipient }) => recipient === letter.recipient);
  const next = { ...state, waiting: [...state.waiting, letter] };
  return ahead.length < MAX_PENDING ? next : markFailed(next, letter.id, TOO_FAR_BEHIND, nowMs);
}

const TOO_FAR_BEHIND: Problem = {
  code: 'DELIVERY_FAILED',
  message: `${MAX_PENDING} deliveries wait before it.`,
};

/** The recipients for whom something waits, each once. */
export function pendingRecipients({ waiting }: OutboxState): readonly string[] {
  return [...new Set(waiting.map(({ recipient }) => recipient))];
}

/** The letter that a recipient gets next. */
export function nextFor({ waiting }: OutboxState, recipient: string): Notification | undefined {
  return waiting.find((letter) => letter.recipient === recipient);
}

/** Notes that a letter has arrived. */
export function markSent(state: OutboxState, id: string, nowMs: number): OutboxState {
  const letter = state.waiting.find((known) => known.id === id);
  if (!letter) return state;
  const arrived = { ...withoutMessage(letter), deliveredAtMs: nowMs };
  const delivered = [...state.delivered, arrived].slice(-MAX_SENT);
  return { ...without(state, id), delivered };
}

/** Notes that a letter is not tried any more. */
export function markFailed(
  state: OutboxState,
  id: string,
  problem: Problem,
  nowMs: number,
): OutboxState {
  const letter = state.waiting.find((known) => known.id === id);
  if (!letter) return state;
  const lost = { ...letter, givenUpAtMs: nowMs, problem };
  return { ...without(state, id), givenUp: [...state.givenUp, lost].slice(-MAX_FAILED) };
}

/** Gives up all that waits for a recipient that wants nothing more, and whatever comes. */
export function dropRecipient(
  state: OutboxState,
  recipient: string,
  problem: Problem,
  nowMs: number,
): OutboxState {
  const letters = state.waiting.filter((letter) => letter.recipient === recipient);
  const left = letters.reduce(
    (next: OutboxState, { id }) => markFailed(next, id, problem, nowMs),
    state,
  );
  return { ...left, gone: [...left.gone, recipient] };
}

/** Lets a letter that was given up wait again, behind those that wait, and its recipient return. */
export function requeue(state: OutboxState, id: string): OutboxState {
  const lost = state.givenUp.find((known) => known.id === id);
  if (!lost) return state;
  const { givenUpAtMs: _, problem: __, ...letter } = lost;
  return {
    ...state,
    givenUp: state.givenUp.filter((known) => known !== lost),
    waiting: [...state.waiting, letter],
    gone: state.gone.filter((name) => name !== letter.recipient),
  };
}

/** Something that was given up, as a list of many releases shows it. */
export interface FailedNotificationRow extends Omit<FailedNotification, 'message'> {}

/** How many of them a list shows for one release: a memo is small. */
const MOST_SHOWN = 20;

/** The last ones that were given up. */
export function failedNotifications({ givenUp }: OutboxState): readonly FailedNotificationRow[] {
  return givenUp.slice(-MOST_SHOWN).map(withoutMessage);
}

function withoutMessage<Kind extends Notification>(letter: Kind): Omit<Kind, 'message'> {
  const { message: _, ...rest } = letter;
  return rest;
}

/** How many have arrived, and how many have not, of those that it remembers. */
export interface NotificationCounts {
  readonly delivered: number;
  readonly givenUp: number;
}

export function notificationCounts({ delivered, givenUp }: OutboxState): NotificationCounts {
  return { delivered: delivered.length, givenUp: givenUp.length };
}

/** Says in Markdown what has arrived and what has not. */
export function outboxDetails({ releaseId, waiting, delivered, givenUp }: OutboxState): string {
  return [
    `### Tells others of ${releaseId}`,
    [
      `- delivered: ${delivered.length}`,
      ...waiting.slice(0, 10).map(({ recipient, about }) => `- waits: ${about} for ${recipient}`),
      ...givenUp.map(
        ({ recipient, about, problem }) =>
          `- given up: ${about} for ${recipient}: ${problem.message}`,
      ),
    ].join('\n'),
  ].join('\n\n');
}

function without(state: OutboxState, id: string): OutboxState {
  return { ...state, waiting: state.waiting.filter((letter) => letter.id !== id) };
}

const DAY_MS = 86_400_000;
/** How long a letter is tried after what it tells has happened. */
const PATIENCE_MS = 3 * DAY_MS;
/** The same where the recipient refuses it: that it is down passes sooner than that it is wrong. */
const PATIENCE_WITH_REFUSALS_MS = 3_600_000;
/** What a letter gets also if it had to wait for those before it, or is sent again. */
const LEAST_PATIENCE_MS = 10 * 60_000;

/** For how long a letter is tried, in milliseconds from now. */
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
