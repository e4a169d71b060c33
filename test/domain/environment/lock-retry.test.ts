import { describe, expect, test } from 'vitest';
import { lockRetryMs } from '../../../src/domain/environment/lock-retry.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

describe('asking again for the lock', () => {
  test.each([
    [0, 10 * MINUTE_MS],
    [1, 20 * MINUTE_MS],
    [7, 1280 * MINUTE_MS],
    [8, DAY_MS],
    [5_000, DAY_MS],
  ])('after %i times it waits for %i ms', (times, expected) => {
    expect(lockRetryMs(times)).toBe(expected);
  });

  test('E2 a year in the queue takes less than 400 times', () => {
    let [waitedMs, times] = [0, 0];
    for (; waitedMs < 365 * DAY_MS; times += 1) waitedMs += lockRetryMs(times);
    expect(times).toBeLessThan(400);
  });
});
