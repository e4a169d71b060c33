import { expect, test } from 'vitest';
import { oldestWaitMs } from '../../src/temporal/oldest-wait.ts';

const HOUR_MS = 3_600_000;

/** Counts as visibility does, and how often it was asked. */
function counting(ages: readonly number[]) {
  let asked = 0;
  const newerLiveRelease = async (ageMs: number) => {
    asked += 1;
    return ages.filter((age) => age >= ageMs).length;
  };
  return { newerLiveRelease, asked: () => asked };
}

test.each([
  [[1_500]],
  [[60_000, 5_000]],
  [[3 * HOUR_MS, HOUR_MS, 1]],
  [[9 * 24 * HOUR_MS]],
  [Array.from({ length: 10_000 }, (_, i) => i * 1_000)],
])('the greatest age is found by counting, to one percent', async (ages) => {
  const { newerLiveRelease, asked } = counting(ages);
  const age = (await oldestWaitMs(newerLiveRelease)) ?? 0;
  const oldest = Math.max(...ages);
  expect(age).toBeLessThanOrEqual(oldest);
  expect(age).toBeGreaterThan(oldest / 1.02);
  expect(asked()).toBeLessThan(45);
});

test('a wait that has just begun is a second old', async () => {
  expect(await oldestWaitMs(counting([0]).newerLiveRelease)).toBe(1_000);
});

test('there is no greatest age without a wait', async () => {
  const { newerLiveRelease, asked } = counting([]);
  expect(await oldestWaitMs(newerLiveRelease)).toBeUndefined();
  expect(asked()).toBe(1);
});
