import { expect, it } from 'vitest';
import { productionMode } from '../../../src/domain/release/release.ts';
import { stepName } from '../../../src/domain/release/step.ts';
import { PLAN, STAGING } from '../../support/plan.ts';

it('is delivered or deployed as its last environment is entered', () => {
  expect(productionMode(undefined)).toEqual({});
  expect(productionMode(PLAN)).toEqual({ mode: 'approval' });
  const last = { ...STAGING, reason: 'documentation only' };
  expect(productionMode({ ...PLAN, environments: [last] })).toEqual({
    mode: 'automatic',
    reason: 'documentation only',
  });
});
it('names its steps after what they are about', () => {
  expect(stepName('build', undefined)).toBe('build');
  expect(stepName('test', 'unit')).toBe('test-unit');
});
