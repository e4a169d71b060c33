import { describe, expect, it } from 'vitest';
import {
  type CheckedIntervention,
  type InterventionContext,
  interventionSigningText,
  judgeIntervention,
  parseIntervention,
  skipsApproval,
} from '../../../src/domain/release/intervention.ts';

const any = { interventionId: '1', by: 'ana', atMs: 1, environment: 'production', runId: 'run' };
const override = { ...any, kind: 'override', reason: 'fire', signed: true } as const;
const change = { ...any, kind: 'mode', mode: 'automatic', reason: 'x', signed: true } as const;
const guidance = {
  ...any,
  kind: 'guidance',
  choice: 'retry',
  guidanceRequest: 'q',
  signed: true,
} as const;
const waiting: InterventionContext = { environment: 'production', isWaiting: true, runId: 'run' };
const asking: InterventionContext = {
  environment: 'production',
  isWaiting: false,
  asked: { id: 'q', choices: ['retry', 'fail'] },
};

describe('orderEffect', () => {
  it.each<[string, CheckedIntervention, InterventionContext, string]>([
    ['G15 an override of a release that waits', override, waiting, 'done'],
    ['G15 an override of one that does not', override, asking, 'NOTHING_TO_ACT_ON'],
    ['G17 a switch while it waits', change, waiting, 'done'],
    ['G17 a switch when it has entered', change, asking, 'NOTHING_TO_ACT_ON'],
    ['R5 an answer to the question', guidance, asking, 'done'],
    [
      'R5 an answer to an earlier question',
      { ...guidance, guidanceRequest: 'p' },
      asking,
      'NOTHING_TO_ACT_ON',
    ],
    [
      'R5 a choice that is not offered',
      { ...guidance, choice: 'ignore' },
      asking,
      'CHOICE_UNAVAILABLE',
    ],
    ['R5 an answer that nobody asked for', guidance, waiting, 'NOTHING_TO_ACT_ON'],
    [
      'G18 an order that was typed in',
      { ...override, signed: false },
      waiting,
      'INTERVENTION_UNSIGNED',
    ],
    ['G3 an order for another run', { ...override, runId: 'old' }, waiting, 'NOTHING_TO_ACT_ON'],
    ['another environment', { ...override, environment: 'eu' }, waiting, 'NOTHING_TO_ACT_ON'],
  ])('%s', (_, intervention, situation, expected) => {
    const effect = judgeIntervention(intervention, situation);
    expect(effect.kind === 'refused' ? effect.code : effect.kind).toBe(expected);
  });
});

const back = { ...change, mode: 'approval' } as const;

it.each([
  ['nobody has ordered anything', [], false],
  ['someone used the override', [override], true],
  ['someone skipped the approval', [change], true],
  ['approval was required again', [change, back], false],
  ['approval was required again after the override', [override, back], true],
  ['it was about another environment', [{ ...override, environment: 'eu' }], false],
  ['it was an answer', [guidance], false],
])('G15 G17 is let in without its gate where %s: %#', (_, interventions, expected) => {
  expect(skipsApproval(interventions, 'production')).toBe(expected);
});

describe('readOrder', () => {
  const { signed: _, ...typed } = override;
  it('reads what the API sends', () => {
    expect(parseIntervention({ ...typed, signature: 's' })).toEqual({ ...typed, signature: 's' });
  });
  it.each([
    [undefined],
    [null],
    ['override'],
    [{}],
    [{ ...typed, kind: 'party' }],
    [{ ...typed, reason: '' }],
    [{ ...typed, atMs: 'now' }],
    [{ ...any, kind: 'mode', mode: 'off', reason: 'x' }],
    [{ ...any, kind: 'mode', mode: 'approval' }],
    [{ ...any, kind: 'guidance', choice: 'pray', guidanceRequest: 'q' }],
    [{ ...any, kind: 'guidance', choice: 'retry' }],
  ])('G18 takes %j for no order, and never throws', (payload) => {
    expect(parseIntervention(payload)).toBeUndefined();
  });
});

describe('orderText', () => {
  it('covers every field', () => {
    const { signed: _, ...intervention } = guidance;
    const texts = Object.keys(intervention).map((key) =>
      interventionSigningText({ ...intervention, [key]: 'other' }),
    );
    expect(new Set([interventionSigningText(intervention), ...texts]).size).toBe(
      Object.keys(intervention).length + 1,
    );
  });
});
