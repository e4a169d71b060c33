import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Group } from '../../../src/domain/gate/group.ts';
import { matchSeats } from '../../../src/domain/gate/seats.ts';

const PEOPLE = ['ana', 'ben', 'cid', 'dee'];
const groups = fc
  .array(fc.subarray(PEOPLE), { maxLength: 4 })
  .map((all): Group[] => all.map((members, i) => ({ name: `g${i}`, members })));

/** The most seats that any assignment fills, by trying them all. */
function most(remaining: readonly Group[], people: readonly string[]): number {
  const [group, ...rest] = remaining;
  if (!group) return 0;
  const taken = people
    .filter((person) => group.members.includes(person))
    .map(
      (person) =>
        1 +
        most(
          rest,
          people.filter((other) => other !== person),
        ),
    );
  return Math.max(most(rest, people), ...taken);
}

it('G6 fills as many seats as any assignment could, whoever came first', () => {
  fc.assert(
    fc.property(groups, fc.shuffledSubarray(PEOPLE), (seats, people) => {
      expect(seats.length - matchSeats(seats, people).empty.length).toBe(most(seats, people));
    }),
  );
});
