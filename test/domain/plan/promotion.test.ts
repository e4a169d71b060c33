import { describe, expect, test } from 'vitest';
import {
  choosePromotion,
  defaultRules,
  type PromotionRule,
} from '../../../src/domain/plan/promotion.ts';

const docs: PromotionRule = { when: 'docs', mode: 'deployment', because: 'documentation only' };
const night: PromotionRule = { when: 'night', mode: 'delivery', because: 'nobody watches' };

describe('how an environment is entered', () => {
  test.each<[string, readonly PromotionRule[], readonly string[], object]>([
    ['by its only rule', [{ mode: 'deployment' }], [], { mode: 'deployment' }],
    [
      'by the first that holds',
      [docs, night, { mode: 'deployment' }],
      ['docs', 'night'],
      { mode: 'deployment', because: 'documentation only' },
    ],
    [
      'by a later one, if the first does not hold',
      [docs, night, { mode: 'deployment' }],
      ['night'],
      { mode: 'delivery', because: 'nobody watches' },
    ],
    [
      'by the last, if no condition holds',
      [docs, night, { mode: 'delivery' }],
      [],
      { mode: 'delivery' },
    ],
    [
      'never past a rule without a condition',
      [{ mode: 'delivery' }, docs],
      ['docs'],
      { mode: 'delivery' },
    ],
    [
      'by asking people, if no rule holds',
      [docs],
      [],
      { mode: 'delivery', because: 'no rule of promotion holds' },
    ],
    [
      'by asking people, if there is no rule',
      [],
      [],
      { mode: 'delivery', because: 'no rule of promotion holds' },
    ],
  ])('%s', (_, rules, holding, expected) => {
    expect(choosePromotion(rules, ({ when }) => holding.includes(when))).toEqual(expected);
  });

  test('without rules, a gate is asked where there is one', () => {
    expect(defaultRules({ hasGate: true })).toEqual([{ mode: 'delivery' }]);
    expect(defaultRules({ hasGate: false })).toEqual([{ mode: 'deployment' }]);
  });
});
