import fc from 'fast-check';
import { expect, it } from 'vitest';
import { distribution } from '../../../src/domain/measure/distribution.ts';

it.each([
  [[], { n: 0 }],
  [[7], { n: 1, medianMs: 7, p75Ms: 7, p90Ms: 7 }],
  [[30, 10], { n: 2, medianMs: 10, p75Ms: 30, p90Ms: 30 }],
  [[1, 2, 3], { n: 3, medianMs: 2, p75Ms: 3, p90Ms: 3 }],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { n: 10, medianMs: 5, p75Ms: 8, p90Ms: 9 }],
])('of %j it tells %j', (values, told) => {
  expect(distribution(values)).toEqual(told);
});

it('every percentile is a value that occurred, none is below a lower one, order means nothing', () => {
  const values = fc.array(fc.nat(), { minLength: 1 });
  fc.assert(
    fc.property(values, (some) => {
      const told = distribution(some);
      const { medianMs = -1, p75Ms = -1, p90Ms = -1 } = told;
      for (const value of [medianMs, p75Ms, p90Ms]) expect(some).toContain(value);
      expect(medianMs).toBeLessThanOrEqual(p75Ms);
      expect(p75Ms).toBeLessThanOrEqual(p90Ms);
      expect(distribution(some.toReversed())).toEqual(told);
    }),
  );
});
