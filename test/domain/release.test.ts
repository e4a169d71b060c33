import { expect, it } from 'vitest';
import { hasRole } from '../../src/domain/caller.ts';
import { modeOf } from '../../src/domain/release.ts';
import { stepName } from '../../src/domain/step-name.ts';
import { PLAN, STAGING } from '../support/plan.ts';

it('is delivered or deployed as its last environment is entered', () => {
  expect(modeOf(undefined)).toEqual({});
  expect(modeOf(PLAN)).toEqual({ mode: 'delivery' });
  const last = { ...STAGING, because: 'documentation only' };
  expect(modeOf({ ...PLAN, environments: [last] })).toEqual({
    mode: 'deployment',
    because: 'documentation only',
  });
});
it('names its steps after what they are about', () => {
  expect(stepName('build', undefined)).toBe('build');
  expect(stepName('test', 'unit')).toBe('test-unit');
});
it.each([
  [['approve'], 'approve', true],
  [['approve'], 'operate', false],
  [['admin'], 'operate', true],
  [[], 'start', false],
] as const)('a caller with %j has the role %s: %s', (roles, role, expected) => {
  expect(hasRole({ name: 'ana', kind: 'person', roles }, role)).toBe(expected);
});
