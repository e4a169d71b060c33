import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../src/domain/duration.ts';

describe('durations', () => {
  test.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['10m', 600_000],
    ['1h30m', 5_400_000],
    ['7d', 604_800_000],
    ['1d2h3m4s5ms', 93_784_005],
  ])('%s is read as %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each([
    '',
    '0s',
    '10',
    'm',
    '-1s',
    '1.5h',
    ' 1s',
    '1s ',
    '1 s',
    '1w',
    'S1',
    '1S',
    '99999999999999999999d',
  ])('%j is no duration', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  test.each([
    [0, '0ms'],
    [999, '999ms'],
    [1_000, '1s'],
    [2_440, '2.4s'],
    [60_000, '1m'],
    [5_400_000, '1h 30m'],
    [604_800_000, '7d'],
    [93_784_005, '1d 2h'],
  ])('%i ms are said as people say them: %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
