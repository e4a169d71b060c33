import { expect, test } from 'vitest';
import { type Finding, overall } from '../../src/domain/verification.ts';

const TABLE: readonly [results: readonly Finding[], expected: Finding][] = [
  [[], 'passed'],
  [['passed'], 'passed'],
  [['passed', 'passed'], 'passed'],
  [['passed', 'inconclusive'], 'inconclusive'],
  [['inconclusive', 'passed'], 'inconclusive'],
  [['passed', 'failed'], 'failed'],
  [['failed', 'inconclusive'], 'failed'],
  [['inconclusive', 'failed', 'passed'], 'failed'],
];

test.each(TABLE)('V1 checks that found %j are together %s', (results, expected) => {
  expect(overall(results.map((verdict) => ({ verdict })))).toBe(expected);
});
