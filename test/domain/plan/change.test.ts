import { expect, test } from 'vitest';
import {
  countLately,
  eachOnce,
  hoursBetween,
  summarizeChange,
} from '../../../src/domain/plan/change.ts';

const HOUR = 3_600_000;

test.each([
  [0, 0, 0],
  [0, HOUR - 1, 0],
  [0, HOUR, 1],
  [0, 30.9 * HOUR, 30],
  [HOUR, 0, 0],
])('from %d to %d are %d whole hours', (fromMs, toMs, hours) => {
  expect(hoursBetween(fromMs, toMs)).toBe(hours);
});

test('the last 24 hours end now and leave out what is exactly 24 hours old', () => {
  const nowMs = 100 * HOUR;
  expect(countLately([nowMs, nowMs - 24 * HOUR + 1, nowMs - 24 * HOUR, 0], nowMs)).toBe(2);
  expect(countLately([], nowMs)).toBe(0);
});

test('G7 one person with other capitals is one person', () => {
  expect(eachOnce(['Ana@example.com', ' ana@EXAMPLE.com ', '', 'ben@example.com'])).toEqual([
    'Ana@example.com',
    'ben@example.com',
  ]);
});

test('a change that is told has the beginning of each list, and how long each is', () => {
  const numbers = Array.from({ length: 300 }, (_, number) => `${number}`);
  const change = {
    paths: numbers,
    linesAdded: 1,
    linesRemoved: 2,
    authors: numbers,
    message: 'Say more',
    branch: null,
    hoursSinceDeployment: null,
    failuresLately: 0,
  };
  const takenAway = numbers.map((subject) => ({ commit: 'c', subject, atMs: 0 }));
  const totals = { pathCount: 400, authorCount: 500, takenAway, takenAwayCount: 600 };
  expect(summarizeChange(change, totals)).toEqual({
    ...change,
    paths: numbers.slice(0, 200),
    pathCount: 400,
    authors: numbers.slice(0, 200),
    authorCount: 500,
    takenAway: numbers.slice(0, 10).map((subject) => ({ commit: 'c', subject })),
    takenAwayCount: 600,
  });
});
