import { describe, expect, it } from 'vitest';
import { answer, appWith, by, recordsInMemory } from '../support/api.ts';
import { INPUT } from '../support/plan.ts';

const TEXT = 'first\nsecond\nthird\n';

/** The app, over a store that has this one log. */
const withLog = (text = TEXT) =>
  appWith(
    {},
    {
      store: {
        lastAttempt: async () => 1,
        async readLog(_, offset) {
          const bytes = Buffer.from(text);
          const from = offset < 0 ? Math.max(0, bytes.length + offset) : offset;
          return { chunk: bytes.subarray(from), ended: true };
        },
        ...recordsInMemory(),
      },
    },
  );

describe('GET /releases/{id}/logs/{step}?tail', () => {
  const read = async (query: string) =>
    (await answer(withLog().request(`/releases/${INPUT.id}/logs/build${query}`, by('eve')))).body;

  it.each([
    ['', TEXT],
    ['?tail=1000', TEXT],
    [`?tail=${TEXT.length}`, TEXT],
    [`?tail=${TEXT.length - 1}`, 'second\nthird\n'],
    ['?tail=8', 'third\n'],
    ['?tail=3', ''],
  ])('with "%s" gives whole lines that fit', async (query, expected) => {
    expect(await read(query)).toBe(expected);
  });

  it.each(['0', '-1', '1048576', 'x'])('refuses a tail of %s', async (tail) => {
    expect((await read(`?tail=${tail}`)).code).toBe('INVALID_REQUEST');
  });
});
