import { expect, it } from 'vitest';
import { closestMatch } from '../../src/domain/did-you-mean.ts';

it.each([
  ['tset', ['build', 'test'], 'test'],
  ['Brnches', ['branches', 'watch'], 'branches'],
  ['hello-c6301ef2f404', ['shop-c6301ef2f403', 'hello-c6301ef2f403'], 'hello-c6301ef2f403'],
  ['watch', ['branches'], undefined],
  ['x', [], undefined],
])('%s of %j most likely means %s', (word, known, meant) => {
  expect(closestMatch(word, known)).toBe(meant);
});
