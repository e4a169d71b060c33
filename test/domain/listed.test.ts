import { expect, test } from 'vitest';
import { listed } from '../../src/domain/listed.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, number) => `${number}`);
const TEN = '0, 1, 2, 3, 4, 5, 6, 7, 8, 9';

test.each([
  [[], undefined, ''],
  [['ana'], undefined, 'ana'],
  [['ana', 'ben'], 2, 'ana, ben'],
  [['ana', 'ben'], 5, 'ana, ben and 3 others'],
  [numbers(10), undefined, TEN],
  [numbers(11), undefined, `${TEN} and 1 other`],
  [numbers(200), 1_200, `${TEN} and 1190 others`],
])('a list of %j, of %j, is written as %j', (names, count, words) => {
  expect(listed(names, count)).toBe(words);
});
