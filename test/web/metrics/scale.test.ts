import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scaleFor, type Unit } from '../../../src/web/metrics/scale.ts';

const HOUR = 3_600_000;

it.each<[Unit, readonly number[], readonly string[]]>([
  ['count', [], ['0', '1']],
  ['count', [3], ['0', '1', '2', '3']],
  ['count', [7], ['0', '2', '4', '6', '8']],
  ['count', [1_234], ['0', '500', '1000', '1500']],
  ['rate', [0.1], ['0 %', '50 %', '100 %']],
  ['time', [], ['0', '1ms']],
  ['time', [3 * HOUR], ['0', '1h', '2h', '3h']],
  ['time', [50 * HOUR], ['0', '1d', '2d', '3d']],
  ['time', [900 * 24 * HOUR], ['0', '225d', '450d', '675d', '900d']],
])('%s of %j stands at %j', (unit, values, ticks) => {
  expect(scaleFor(unit, values).ticks.map(({ text }) => text)).toEqual(ticks);
});

it('no value is above the top, and few numbers stand beside it', () => {
  const unit = fc.constantFrom<Unit>('count', 'time');
  const values = fc.array(fc.integer({ min: 0, max: 10_000_000_000 }));
  fc.assert(
    fc.property(unit, values, (one, some) => {
      const { top, ticks } = scaleFor(one, some);
      expect(top).toBeGreaterThanOrEqual(Math.max(1, ...some));
      expect(ticks.at(-1)?.value).toBe(top);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
    }),
  );
});
