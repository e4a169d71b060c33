import { describe, expect, it } from 'vitest';
import {
  changedCommitStatuses,
  commitStatuses,
} from '../../../src/domain/release/commit-status.ts';
import type { ReleaseEventBody } from '../../../src/domain/release/event.ts';
import { releaseFromEvents } from '../../../src/domain/release/history.ts';
import type { Outcome, Release } from '../../../src/domain/release/release.ts';
import {
  asked,
  begun,
  deployed,
  made,
  guidanceRequest,
  history,
  voted,
  waiting,
} from '../../support/stories.ts';

const after = (...happenings: readonly ReleaseEventBody[]) =>
  releaseFromEvents(history(...happenings)) as Release;

/** Each environment with its state, and whether it is being changed. */
const statesAfter = (...happenings: readonly ReleaseEventBody[]) =>
  commitStatuses(after(...happenings)).map(({ environment, state, isUnderway }) =>
    [environment, state, ...(isUnderway ? ['underway'] : [])].join(' '),
  );

const staging = deployed('staging');
const production = deployed('production');
const approved = [...waiting, voted()];

describe('how a commit stands', () => {
  it.each<[string, readonly ReleaseEventBody[], string[]]>([
    ['before it is planned', begun.slice(0, 1), []],
    ['when it is planned', begun, ['staging pending', 'production pending']],
    [
      'while it deploys',
      [...made, ...staging.slice(0, 2)],
      ['staging pending underway', 'production pending'],
    ],
    [
      'when it is verified',
      [...made, ...staging],
      ['staging pending underway', 'production pending'],
    ],
    ['A4 while it waits for approval', waiting, ['staging success', 'production pending']],
    ['A4 when it is approved', approved, ['staging success', 'production pending']],
    [
      'while production is verified',
      [...approved, ...production],
      ['staging success', 'production pending underway'],
    ],
    [
      'while it asks a person',
      [...approved, ...production, { kind: 'asked', guidanceRequest }],
      ['staging success', 'production pending underway'],
    ],
    [
      'when it is there',
      [...approved, ...production, { kind: 'ended', outcome: 'succeeded' }],
      ['staging success', 'production success'],
    ],
    [
      'when it was taken back',
      [...approved, ...production, { kind: 'ended', outcome: 'rolled-back' }],
      ['staging success', 'production failure'],
    ],
  ])('%s', (_, happenings, states) => {
    expect(statesAfter(...happenings)).toEqual(states);
  });

  it('A4 is never green anywhere before it was verified there', () => {
    const all = [...approved, ...production, { kind: 'ended', outcome: 'succeeded' } as const];
    for (let count = 1; count < all.length; count += 1) {
      const release = after(...all.slice(0, count));
      for (const { environment, state } of commitStatuses(release)) {
        const verified = release.steps.some(
          (step) => step.name === `verify-${environment}` && step.state === 'passed',
        );
        if (state === 'success') expect(verified).toBe(true);
        if (environment === 'production') expect(state).toBe('pending');
      }
    }
  });

  it.each<[Outcome, string]>([
    ['failed', 'failure'],
    ['rejected', 'failure'],
    ['expired', 'error'],
    ['superseded', 'error'],
    ['cancelled', 'error'],
  ])('A4 a release that is %s leaves nothing pending: %s', (outcome, state) => {
    expect(statesAfter(...waiting, { kind: 'ended', outcome })).toEqual([
      'staging success',
      `production ${state}`,
    ]);
    expect(statesAfter(...made, { kind: 'ended', outcome })).toEqual([
      `staging ${state}`,
      `production ${state}`,
    ]);
  });

  it('says something also of a release that could not be planned', () => {
    const problem = { code: 'PIPELINE_MISSING', message: 'none' } as const;
    const [commitStatus, ...others] = commitStatuses(
      after(...begun.slice(0, 1), { kind: 'ended', outcome: 'failed', problem }),
    );
    expect(commitStatus).toMatchObject({
      state: 'failure',
      sentence: 'Failed: PIPELINE_MISSING.',
    });
    expect(commitStatus).not.toHaveProperty('environment');
    expect(others).toEqual([]);
  });

  it('says what it waits for, and where it has not come yet', () => {
    expect(commitStatuses(after(...begun)).map(({ sentence }) => sentence)).toEqual([
      'Building.',
      'Not deployed yet.',
    ]);
    expect(commitStatuses(after(...waiting)).at(-1)?.sentence).toBe(
      'Waiting for 1 approval to deploy to production.',
    );
  });

  it('tells what was deployed, or was tried to', () => {
    const of = (...happenings: readonly ReleaseEventBody[]) =>
      commitStatuses(after(...happenings)).map(({ isDeployed }) => isDeployed);
    expect(of(...begun)).toEqual([false, false]);
    expect(of(...waiting)).toEqual([true, false]);
    expect(of(...approved, ...production.slice(0, 2))).toEqual([true, true]);
  });

  it('is told again only where it is another', () => {
    const before = after(...made, ...staging);
    expect(
      changedCommitStatuses(before, after(...made, ...staging, asked())).map((s) => s.environment),
    ).toEqual(['staging', 'production']);
    expect(changedCommitStatuses(before, before)).toEqual([]);
    expect(changedCommitStatuses(undefined, after(...begun))).toHaveLength(2);
  });
});
