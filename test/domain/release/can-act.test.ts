import { expect, test } from 'vitest';
import { type CanAct, canActSentence } from '../../../src/domain/release/can-act.ts';

const CASES: readonly [kind: string, CanAct, sentence: string][] = [
  ['approval', { groups: ['managers'] }, 'Members of managers can approve.'],
  ['approval', { groups: ['a', 'b', 'directors'] }, 'Members of a, b or directors can approve.'],
  ['approval', { role: 'approve' }, 'Anyone with the approve role can approve.'],
  ['guidance', { role: 'operate' }, 'Anyone with the operate role can respond.'],
  ['freeze', { role: 'operate' }, 'Anyone with the operate role can unfreeze production.'],
  [
    'soak',
    { role: 'override' },
    'It continues by itself. Anyone with the override role can deploy it now.',
  ],
  ['queue', { releases: ['hello-a'] }, 'It continues by itself.'],
  ['worker', {}, 'It continues when a worker is free.'],
];

test.each(CASES)('a wait of kind %s with %j says who can end it', (kind, canAct, sentence) => {
  expect(canActSentence(kind, canAct, 'production')).toBe(sentence);
});
