import { describe, expect, it, test } from 'vitest';
import { BUILD_LOCK } from '../../../src/domain/environment/environment.ts';
import type { Gate } from '../../../src/domain/gate/gate.ts';
import type { CanAct } from '../../../src/domain/release/can-act.ts';
import {
  approvalWait,
  escalatedWait,
  guidanceWait,
  queueWait,
  scheduleWait,
  soakWait,
  type Wait,
  windowWait,
} from '../../../src/domain/release/waiting.ts';
import { POLICY, requestWith } from '../../support/plan.ts';

const HOUR_MS = 3_600_000;
const gate = (groups: Gate['policy']['groups'] = []): Gate => ({
  environment: 'production',
  policy: { ...POLICY, groups, expiresMs: HOUR_MS },
  excludedApprovers: [],
  approvalRequest: requestWith('sha256:1'),
  openedAtMs: 1,
  votes: [],
});
const freeze = { by: 'ana', reason: 'a fair.', sinceMs: 0 };
const problem = { code: 'DEPLOY_FAILED', message: 'It exited with 1.\nAnd more.' } as const;
const guidanceRequest = {
  id: 'q',
  environment: 'production',
  failedStage: 'deploy',
  choices: ['retry', 'fail'],
  problem,
  isUnknown: false,
  askedAtMs: 1,
} as const;

describe('a wait says in one sentence what for, since and until when, and who can end it', () => {
  it.each<[string, Wait, untilMs: number | undefined, canAct: CanAct, RegExp]>([
    [
      'an approval',
      approvalWait(gate()),
      HOUR_MS + 1,
      { role: 'approve' },
      /1 approval to deploy to production/,
    ],
    [
      'an approval of a group',
      approvalWait(gate([{ name: 'managers', members: ['ben'] }])),
      HOUR_MS + 1,
      { groups: ['managers'] },
      /1 approval from managers to deploy/,
    ],
    [
      'a soak',
      soakWait('production', { previous: 'staging', untilMs: HOUR_MS }, 1),
      HOUR_MS,
      { role: 'override' },
      /^Soaking in staging before it is deployed to production\.$/,
    ],
    [
      'an instant',
      scheduleWait('production', HOUR_MS, 1),
      HOUR_MS,
      { role: 'override' },
      /^Approved. Scheduled for deployment to production\.$/,
    ],
    [
      'a window',
      windowWait('production', { open: false, nextOpenMs: HOUR_MS, reason: 'It is Sunday.' }, 1),
      HOUR_MS,
      { role: 'override' },
      /^Outside the deployment window of production: It is Sunday\.$/,
    ],
    [
      'its turn',
      queueWait('production', ['a', 'b'], 1),
      undefined,
      { releases: ['a', 'b'] },
      /^Queued for production behind a and 1 more\.$/,
    ],
    [
      'its build',
      queueWait(BUILD_LOCK, ['a'], 1),
      undefined,
      { releases: ['a'] },
      /^Queued for the build behind a\.$/,
    ],
    [
      'a freeze',
      queueWait('production', [], 1, [freeze]),
      undefined,
      { role: 'operate' },
      /frozen by ana: a fair/,
    ],
    [
      'guidance',
      guidanceWait(guidanceRequest),
      undefined,
      { role: 'operate' },
      /^Deployment failed in production: It exited with 1\. Choose retry or fail\.$/,
    ],
  ])('%s', (_, wait, untilMs, canAct, sentence) => {
    expect([wait.sinceMs, wait.untilMs, wait.canAct]).toEqual([1, untilMs, canAct]);
    expect(wait.sentence).toMatch(sentence);
    expect(wait.sentence).not.toContain('\n');
  });
});

test('G12 an approval that expires soon can be given by the escalation group as well', () => {
  const directors = { name: 'directors', members: ['fay'] };
  const late = gate([{ name: 'managers', members: ['ben'] }]);
  const escalating = { ...late, policy: { ...late.policy, escalateTo: directors } };
  expect(escalatedWait(escalating, 1).canAct).toEqual({ groups: ['managers'] });
  expect(escalatedWait(escalating, HOUR_MS).canAct).toEqual({ groups: ['managers', 'directors'] });
});
