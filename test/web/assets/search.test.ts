import { expect, it } from 'vitest';
import { matchesOf } from '../../../src/web/assets/search.js';

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
  expect(matchesOf(LINES, text)).toEqual(expected);
});
