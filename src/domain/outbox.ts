/**
 * The outbox of a release: the letters that wait, those that have arrived, and those that were
 * given up. Pure transitions; the outbox workflow keeps the state and sends what waits.
 */
import type { Letter } from './letter.ts';
import type { Problem } from './release.ts';

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
  readonly waiting: readonly Letter[];
  /** The last ones. */
  readonly delivered: readonly Delivered[];
  /** The last ones. They can be sent again. */
  readonly givenUp: readonly GivenUp[];
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

export interface Delivered extends Omit<Letter, 'message'> {
  readonly deliveredAtMs: number;
}

export interface GivenUp extends Letter {
  readonly givenUpAtMs: number;
  readonly problem: Problem;
}

/** What a look at the release has found. */
export interface News {
  readonly runId: string;
  readonly after: number;
  readonly hasEnded: boolean;
  readonly letters: readonly Letter[];
}

/** How many letters may wait for one recipient; the state must fit into one payload. */
export const MOST_WAITING = 100;
const MOST_DELIVERED = 200;
const MOST_GIVEN_UP = 100;

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
export function receive(state: OutboxState, news: News, nowMs: number): OutboxState {
  const { runId, after, hasEnded, letters } = news;
  const read = { ...state, runId, after, hasEnded: state.hasEnded || hasEnded };
  return letters.reduce((next: OutboxState, letter) => post(next, letter, nowMs), read);
}

function post(state: OutboxState, letter: Letter, nowMs: number): OutboxState {
  if (state.gone.includes(letter.recipient)) return state;
  const ahead = state.waiting.filter(({ recipient }) => recipient === letter.recipient);
  const next = { ...state, waiting: [...state.waiting, letter] };
  return ahead.length < MOST_WAITING ? next : giveUp(next, letter.id, TOO_FAR_BEHIND, nowMs);
}

const TOO_FAR_BEHIND: Problem = {
  code: 'DELIVERY_FAILED',
  message: `${MOST_WAITING} deliveries wait before it.`,
};

/** The recipients for whom something waits, each once. */
export function awaited({ waiting }: OutboxState): readonly string[] {
  return [...new Set(waiting.map(({ recipient }) => recipient))];
}

/** The letter that a recipient gets next. */
export function nextFor({ waiting }: OutboxState, recipient: string): Letter | undefined {
  return waiting.find((letter) => letter.recipient === recipient);
}

/** Notes that a letter has arrived. */
export function arrive(state: OutboxState, id: string, nowMs: number): OutboxState {
  const letter = state.waiting.find((known) => known.id === id);
  if (!letter) return state;
  const arrived = { ...withoutMessage(letter), deliveredAtMs: nowMs };
  const delivered = [...state.delivered, arrived].slice(-MOST_DELIVERED);
  return { ...without(state, id), delivered };
}

/** Notes that a letter is not tried any more. */
export function giveUp(
  state: OutboxState,
  id: string,
  problem: Problem,
  nowMs: number,
): OutboxState {
  const letter = state.waiting.find((known) => known.id === id);
  if (!letter) return state;
  const lost = { ...letter, givenUpAtMs: nowMs, problem };
  return { ...without(state, id), givenUp: [...state.givenUp, lost].slice(-MOST_GIVEN_UP) };
}

/** Gives up all that waits for a recipient that wants nothing more, and whatever comes. */
export function dismiss(
  state: OutboxState,
  recipient: string,
  problem: Problem,
  nowMs: number,
): OutboxState {
  const letters = state.waiting.filter((letter) => letter.recipient === recipient);
  const left = letters.reduce(
    (next: OutboxState, { id }) => giveUp(next, id, problem, nowMs),
    state,
  );
  return { ...left, gone: [...left.gone, recipient] };
}

/** Lets a letter that was given up wait again, behind those that wait, and its recipient return. */
export function sendAgain(state: OutboxState, id: string): OutboxState {
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
export interface Undelivered extends Omit<GivenUp, 'message'> {}

/** How many of them a list shows for one release: a memo is small. */
const MOST_SHOWN = 20;

/** The last ones that were given up. */
export function undelivered({ givenUp }: OutboxState): readonly Undelivered[] {
  return givenUp.slice(-MOST_SHOWN).map(withoutMessage);
}

function withoutMessage<Kind extends Letter>(letter: Kind): Omit<Kind, 'message'> {
  const { message: _, ...rest } = letter;
  return rest;
}

/** How many have arrived, and how many have not, of those that it remembers. */
export interface DeliveryCounts {
  readonly delivered: number;
  readonly givenUp: number;
}

export function deliveryCounts({ delivered, givenUp }: OutboxState): DeliveryCounts {
  return { delivered: delivered.length, givenUp: givenUp.length };
}

/** Says in Markdown what has arrived and what has not. */
export function outboxBriefing({ releaseId, waiting, delivered, givenUp }: OutboxState): string {
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
export function patienceMs({ atMs }: Letter, nowMs: number): number {
  return Math.max(LEAST_PATIENCE_MS, atMs + PATIENCE_MS - nowMs);
}

/** Whether a refusal is final. */
export function isRefusedForGood(
  { atMs }: Letter,
  { sinceMs, nowMs }: { sinceMs: number; nowMs: number },
): boolean {
  return nowMs >= Math.max(atMs + PATIENCE_WITH_REFUSALS_MS, sinceMs + LEAST_PATIENCE_MS);
}
