import { describe, expect, it } from 'vitest';
import { commitState, countsAs, timeSpent } from '../../src/domain/delivery.ts';
import type { Outcome, Step } from '../../src/domain/release.ts';
import { PLAN } from '../support/plan.ts';

const deployed = (environment: string, state: Step['state'] = 'passed'): Step => ({
  name: `deploy-${environment}`,
  environment,
  state,
  startedAtMs: 1,
  attempt: 1,
});

describe('countsAs', () => {
  it.each<[Outcome, readonly Step[], boolean, boolean]>([
    ['succeeded', [deployed('staging'), deployed('production')], true, false],
    ['failed', [deployed('staging')], false, false],
    ['failed', [deployed('staging'), deployed('production')], true, true],
    ['failed', [deployed('staging'), deployed('production', 'failed')], false, false],
    ['rolled-back', [deployed('production'), deployed('production')], true, true],
    ['rejected', [deployed('staging')], false, false],
    ['expired', [deployed('staging')], false, false],
    ['superseded', [deployed('staging')], false, false],
    ['cancelled', [deployed('staging'), deployed('production')], true, false],
  ])('A5 %s after %j: a deployment %s, a failure %s', (outcome, steps, deployment, failure) => {
    expect(countsAs({ plan: PLAN, steps, outcome })).toEqual({ deployment, failure });
  });
});

describe('timeSpent', () => {
  it('A5 tells what a release waited for apart from what it worked', () => {
    const spent = [
      { phase: 'planning', ms: 1 },
      { phase: 'building', ms: 2 },
      { phase: 'testing', ms: 3 },
      { phase: 'deploying', environment: 'staging', ms: 4 },
      { phase: 'awaiting-approval', environment: 'production', ms: 50 },
      { phase: 'awaiting-window', environment: 'production', ms: 60 },
      { phase: 'awaiting-lock', environment: 'production', ms: 70 },
      { phase: 'deploying', environment: 'production', ms: 5 },
      { phase: 'needs-guidance', environment: 'production', ms: 80 },
    ] as const;
    expect(timeSpent({ spent })).toEqual({
      build: 3,
      test: 3,
      deploy: 9,
      'human-wait': 130,
      'window-wait': 60,
      'lock-wait': 70,
    });
  });
});

describe('commitState', () => {
  it('A4 a release that waits for approval is pending, never green', () => {
    expect(commitState({})).toBe('pending');
  });
  it.each<[Outcome, string]>([
    ['succeeded', 'success'],
    ['failed', 'failure'],
    ['rejected', 'failure'],
    ['rolled-back', 'failure'],
    ['expired', 'error'],
    ['superseded', 'error'],
    ['cancelled', 'error'],
  ])('A4 %s is %s', (outcome, state) => {
    expect(commitState({ outcome })).toBe(state);
  });
});
