import { describe, expect, test } from 'vitest';
import {
  choosePromotion,
  defaultRules,
  type PromotionRule,
} from '../../../src/domain/plan/promotion.ts';

const docs: PromotionRule = { when: 'docs', mode: 'automatic', reason: 'documentation only' };
const night: PromotionRule = { when: 'night', mode: 'approval', reason: 'nobody watches' };

describe('how an environment is entered', () => {
  test.each<[string, readonly PromotionRule[], readonly string[], object]>([
    ['by its only rule', [{ mode: 'automatic' }], [], { mode: 'automatic' }],
    [
      'by the first that holds',
      [docs, night, { mode: 'automatic' }],
      ['docs', 'night'],
      { mode: 'automatic', reason: 'documentation only' },
    ],
    [
      'by a later one, if the first does not hold',
      [docs, night, { mode: 'automatic' }],
      ['night'],
      { mode: 'approval', reason: 'nobody watches' },
    ],
    [
      'by the last, if no condition holds',
      [docs, night, { mode: 'approval' }],
      [],
      { mode: 'approval' },
    ],
    [
      'never past a rule without a condition',
      [{ mode: 'approval' }, docs],
      ['docs'],
      { mode: 'approval' },
    ],
    [
      'by asking people, if no rule holds',
      [docs],
      [],
      { mode: 'approval', reason: 'no promotion rule matches' },
    ],
    [
      'by asking people, if there is no rule',
      [],
      [],
      { mode: 'approval', reason: 'no promotion rule matches' },
    ],
  ])('%s', (_, rules, freezing, expected) => {
    expect(choosePromotion(rules, ({ when }) => freezing.includes(when))).toEqual(expected);
  });

  test('without rules, a gate is asked where there is one', () => {
    expect(defaultRules({ hasGate: true })).toEqual([{ mode: 'approval' }]);
    expect(defaultRules({ hasGate: false })).toEqual([{ mode: 'automatic' }]);
  });
});
