import { expect, it } from 'vitest';
import { placesOf } from '../../../src/web/assets/search.js';

const LINES = ['Error here, error there', 'nothing', 'an ERROR'];

it.each([
  [
    'error',
    [
      { line: 0, from: 0 },
      { line: 0, from: 12 },
      { line: 2, from: 3 },
    ],
  ],
  ['nowhere', []],
  ['', []],
])('"%s" is found at every place, whatever its capitals', (text, expected) => {
  expect(placesOf(LINES, text)).toEqual(expected);
});

it('a hundred thousand lines are looked through in no time', () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => `line ${i} of a long log, as they are`);
  const startedMs = performance.now();
  expect(placesOf(lines, 'line 99999')).toEqual([{ line: 99_999, from: 0 }]);
  expect(performance.now() - startedMs).toBeLessThan(500);
});
