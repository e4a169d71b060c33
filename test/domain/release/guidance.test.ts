import { expect, it } from 'vitest';
import { availableChoices } from '../../../src/domain/release/guidance.ts';

it.each([
  ['a deployment that failed is not live', 'deploy', true, ['retry', 'fail']],
  [
    'what is live may be ignored or taken back',
    'verify',
    true,
    ['retry', 'ignore', 'rollback', 'fail'],
  ],
  ['R4 the first release has nothing to go back to', 'watch', false, ['retry', 'ignore', 'fail']],
] as const)('R5 %s', (_, failedStage, canRollBack, expected) => {
  expect(availableChoices(failedStage, canRollBack)).toEqual(expected);
});
