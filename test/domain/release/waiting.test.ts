import { describe, expect, it } from 'vitest';
import { BUILD_LOCK } from '../../../src/domain/environment/environment.ts';
import type { Gate } from '../../../src/domain/gate/gate.ts';
import {
  approvalWait,
  guidanceWait,
  queueWait,
  scheduleWait,
  soakWait,
  type Wait,
  windowWait,
} from '../../../src/domain/release/waiting.ts';
import { POLICY } from '../../support/plan.ts';

const HOUR_MS = 3_600_000;
const gate = (groups: Gate['policy']['groups'] = []): Gate => ({
  environment: 'production',
  policy: { ...POLICY, groups, expiresMs: HOUR_MS },
  excludedApprovers: [],
  approvalRequest: 'sha256:1',
  openedAtMs: 1,
  votes: [],
});
const freeze = { by: 'ana', reason: 'a fair.', sinceMs: 0 };
const problem = { code: 'DEPLOY_FAILED', message: 'It exited with 1.\nAnd more.' } as const;
const guidanceRequest = {
  guidanceRequest: 'q',
  environment: 'production',
  failedStage: 'deploy',
  choices: ['retry', 'fail'],
  problem,
  isUnknown: false,
  askedAtMs: 1,
} as const;

describe('a wait says in one sentence what for, since and until when, and who can change it', () => {
  it.each<[string, Wait, untilMs: number | undefined, who: readonly string[], RegExp]>([
    ['an approval', approvalWait(gate()), HOUR_MS + 1, [], /one approval to enter production/],
    [
      'an approval of a group',
      approvalWait(gate([{ name: 'managers', members: ['ben'] }])),
      HOUR_MS + 1,
      ['managers'],
      /one approval from managers/,
    ],
    [
      'a soak',
      soakWait('production', { previous: 'staging', untilMs: HOUR_MS }, 1),
      HOUR_MS,
      ['override'],
      /Stays in staging until 1970-01-01T01:00Z/,
    ],
    [
      'an instant',
      scheduleWait('production', HOUR_MS, 1),
      HOUR_MS,
      ['override'],
      /not before 1970-01-01T01:00Z/,
    ],
    [
      'a window',
      windowWait('production', { open: false, nextOpenMs: HOUR_MS, reason: 'It is Sunday.' }, 1),
      HOUR_MS,
      ['whoever edits the calendars of slipway.yaml', 'whoever has the role override'],
      /It is Sunday. It opens at 1970-01-01T01:00Z/,
    ],
    ['its turn', queueWait('production', ['a', 'b'], 1), undefined, ['a', 'b'], /a and 1 more/],
    ['its build', queueWait(BUILD_LOCK, ['a'], 1), undefined, ['a'], /Waits for a to be built/],
    ['a hold', queueWait('production', [], 1, freeze), undefined, ['operate'], /by ana: a fair/],
    [
      'guidance',
      guidanceWait(guidanceRequest),
      undefined,
      ['operate'],
      /\(retry, fail\): It exited/,
    ],
  ])('%s', (_, wait, untilMs, who, sentence) => {
    expect([wait.sinceMs, wait.untilMs, wait.who]).toEqual([1, untilMs, who]);
    expect(wait.sentence).toMatch(sentence);
    expect(wait.sentence).not.toContain('\n');
  });
});
