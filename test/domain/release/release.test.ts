import { expect, it } from 'vitest';
import { stepName } from '../../../src/domain/release/step.ts';

it('names its steps after what they are about', () => {
  expect(stepName('build', undefined)).toBe('build');
  expect(stepName('test', 'unit')).toBe('test-unit');
});
