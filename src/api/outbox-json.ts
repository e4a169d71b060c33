import type { Letter } from '../domain/letter.ts';
import type { Delivered, OutboxState, Undelivered } from '../domain/outbox.ts';
import { problemJson } from './decision-json.ts';
import { rfc3339 } from './instant.ts';

/** Everything that an outbox remembers, in the order in which it happened. */
export function deliveriesJson(outbox: OutboxState | undefined) {
  if (!outbox) return [];
  const { waiting, delivered, givenUp } = outbox;
  const all = [
    ...delivered.map((one) => ({ atMs: one.atMs, json: deliveredJson(one) })),
    ...givenUp.map((one) => ({ atMs: one.atMs, json: undeliveredJson(one) })),
    ...waiting.map((one) => ({ atMs: one.atMs, json: waitingJson(one) })),
  ];
  return all.toSorted((one, other) => one.atMs - other.atMs).map(({ json }) => json);
}

export function undeliveredJson({ givenUpAtMs, problem, ...letter }: Undelivered) {
  return {
    ...aboutJson(letter),
    state: 'given-up' as const,
    givenUpAt: rfc3339(givenUpAtMs),
    problem: problemJson(problem),
  };
}

function deliveredJson({ deliveredAtMs, ...letter }: Delivered) {
  return {
    ...aboutJson(letter),
    state: 'delivered' as const,
    deliveredAt: rfc3339(deliveredAtMs),
  };
}

function waitingJson(letter: Letter) {
  return { ...aboutJson(letter), state: 'waiting' as const };
}

function aboutJson({ id, recipient, about, atMs }: Omit<Letter, 'message'>) {
  return { id, recipient, about, happenedAt: rfc3339(atMs) };
}
