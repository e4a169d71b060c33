import { describe, expect, it } from 'vitest';
import { createChanges } from '../../src/source/changes.ts';

const CHANGE = {
  paths: ['a.txt'],
  pathCount: 1,
  linesAdded: 1,
  linesRemoved: 0,
  authors: [],
  authorCount: 0,
  takenAway: [],
  takenAwayCount: 0,
  message: 'One',
};
const request = { repository: 'r', to: 'b', skip: 0, limit: 30 };

/** A source that counts how often it is asked, and fails as often as it is told to. */
function counting(failures = 0) {
  let asked = 0;
  return {
    asked: () => asked,
    async change() {
      asked += 1;
      if (asked <= failures) throw new Error('away');
      return CHANGE;
    },
    commits: async () => ({ commits: [], commitCount: 0 }),
  };
}

describe('what lies between two commits', () => {
  it('is looked for once', async () => {
    const source = counting();
    const changes = createChanges(source);
    await Promise.all([changes(request), changes(request)]);
    await changes(request);
    expect(source.asked()).toBe(1);
    await changes({ ...request, skip: 30 });
    expect(source.asked()).toBe(2);
  });

  it('is looked for again when it could not be told', async () => {
    const source = counting(1);
    const changes = createChanges(source);
    await expect(changes(request)).rejects.toThrow('away');
    expect(await changes(request)).toEqual({
      commits: [],
      commitCount: 0,
      takenAway: [],
      takenAwayCount: 0,
      paths: ['a.txt'],
      pathCount: 1,
      linesAdded: 1,
      linesRemoved: 0,
    });
  });

  it('is forgotten when others were asked for since', async () => {
    const source = counting();
    const changes = createChanges(source);
    for (let skip = 0; skip <= 200; skip += 1) await changes({ ...request, skip });
    await changes({ ...request, skip: 1 });
    expect(source.asked()).toBe(201);
    await changes(request);
    expect(source.asked()).toBe(202);
  });
});
