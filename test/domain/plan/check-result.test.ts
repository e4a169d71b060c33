import { expect, test } from 'vitest';
import {
  type CheckResult,
  isInconclusive,
  meets,
  overall,
} from '../../../src/domain/plan/check-result.ts';
import type { Comparison } from '../../../src/domain/plan/pipeline.ts';

const TABLE: readonly [results: readonly CheckResult[], expected: CheckResult][] = [
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

const COMPARED: readonly [measured: number, operator: Comparison, value: number, CheckResult][] = [
  [0.5, '<', 1, 'passed'],
  [1, '<', 1, 'failed'],
  [1.5, '<', 1, 'failed'],
  [1, '<=', 1, 'passed'],
  [1.5, '<=', 1, 'failed'],
  [1.5, '>', 1, 'passed'],
  [1, '>', 1, 'failed'],
  [1, '>=', 1, 'passed'],
  [0.5, '>=', 1, 'failed'],
  [1, '==', 1, 'passed'],
  [1.5, '==', 1, 'failed'],
  [1.5, '!=', 1, 'passed'],
  [1, '!=', 1, 'failed'],
  [-0, '==', 0, 'passed'],
  [-2, '<', -1.5, 'passed'],
  [Infinity, '<', 1, 'failed'],
  [Infinity, '<=', 1, 'failed'],
  [Infinity, '>', 1, 'passed'],
  [Infinity, '>=', 1, 'passed'],
  [-Infinity, '<', 1, 'passed'],
  [-Infinity, '>', 1, 'failed'],
  [Infinity, '==', 1, 'inconclusive'],
  [Infinity, '!=', 1, 'inconclusive'],
  [-Infinity, '!=', 1, 'inconclusive'],
];

test.each(COMPARED)(
  'V1 %d, of which %s %d is expected, has %s',
  (measured, operator, value, expected) => {
    expect(meets({ operator, value }, measured)).toBe(expected);
  },
);

test.each(['<', '<=', '>', '>=', '==', '!='] as const)(
  'V1 what is no number is neither good nor bad, also by %s',
  (operator) => {
    expect(meets({ operator, value: 0 }, Number.NaN)).toBe('inconclusive');
  },
);

test.each([
  ['VERIFICATION_INCONCLUSIVE', undefined, true],
  ['DEPLOYMENT_STATE_UNKNOWN', 'deploy', true],
  ['DEPLOY_FAILED', 'deploy', false],
  ['DISK_FULL', 'deploy', false],
  ['DISK_FULL', 'verify', true],
  ['INTERNAL', 'watch', true],
  ['VERIFICATION_FAILED', 'verify', false],
  ['WATCH_FAILED', 'watch', false],
  ['INTERNAL', 'rollback', false],
  [undefined, 'verify', false],
])('V1 %s at %s says that nobody knows: %s', (code, where, expected) => {
  expect(isInconclusive(code, where)).toBe(expected);
});
