import type { Group } from './group.ts';

/**
 * Gives the seat of each group to one of its members, and no user two seats. Seats are matched, not
 * taken first-fit: if Ana is in both groups and Ben in one, both seats are filled whoever came
 * first (augmenting paths; Kuhn's algorithm).
 *
 * @returns the names of the groups whose seat stays empty, in the order given
 */
export function matchSeats(
  groups: readonly Group[],
  people: readonly string[],
): { empty: readonly string[] } {
  const seatOf = new Map<string, Group>();

  function fill(group: Group, asked: Set<string>): boolean {
    for (const person of people) {
      if (asked.has(person) || !group.members.includes(person)) continue;
      asked.add(person);
      const other = seatOf.get(person);
      if (other && !fill(other, asked)) continue;
      seatOf.set(person, group);
      return true;
    }
    return false;
  }

  return {
    empty: groups.filter((group) => !fill(group, new Set())).map(({ name }) => name),
  };
}
