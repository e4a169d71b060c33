import { expect, it } from 'vitest';
import { inUnits } from '../../../src/web/assets/clock.js';

it.each([
  [-5, 2, '0s'],
  [900, 2, '0s'],
  [61_500, 2, '1m 1s'],
  [3 * 86_400_000 + 7_200_000, 2, '3d 2h'],
  [3 * 86_400_000 + 7_200_000, 1, '3d'],
])('%i ms with at most %i units are %s', (ms, most, text) => {
  expect(inUnits(ms, most)).toBe(text);
});
