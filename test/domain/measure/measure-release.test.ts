import { describe, expect, it } from 'vitest';
import { entriesOfHistory } from '../../../src/domain/audit-log/entries-of-history.ts';
import type { DeploymentOutcome } from '../../../src/domain/measure/deployment-outcome.ts';
import { measuredFromAuditLog } from '../../../src/domain/measure/from-audit-log.ts';
import { measureRelease } from '../../../src/domain/measure/measure-release.ts';
import type { Problem } from '../../../src/domain/problem.ts';
import type { ReleaseEvent, ReleaseEventBody } from '../../../src/domain/release/event.ts';
import type {
  CheckedIntervention,
  GuidanceChoice,
} from '../../../src/domain/release/intervention.ts';
import type { Outcome } from '../../../src/domain/release/release.ts';
import { INPUT, PLAN } from '../../support/plan.ts';

const environment = 'production';
const problem = (code: Problem['code']): Problem => ({ code, message: 'said why' });

const step = (
  type: 'deploy' | 'verify' | 'watch',
  state: 'passed' | 'failed',
  more: Partial<ReleaseEvent<'step-ended'>> = {},
): ReleaseEventBody => ({
  kind: 'step-ended',
  step: `${type}-${environment}`,
  type,
  environment,
  state,
  attempt: 1,
  ...more,
});
const DEPLOYED = step('deploy', 'passed');
const NOT_DEPLOYED = step('deploy', 'failed', { problem: problem('DEPLOY_FAILED') });
const VERIFIED = step('verify', 'passed');
const notVerified = (code: Problem['code']) => step('verify', 'failed', { problem: problem(code) });
const BAD = notVerified('VERIFICATION_FAILED');
const UNMEASURED = notVerified('VERIFICATION_INCONCLUSIVE');
const WATCHING: ReleaseEventBody = {
  kind: 'step-queued',
  activityId: '1',
  type: 'watch',
  step: `watch-${environment}`,
  environment,
};
const watched = (finding: 'passed' | 'failed' | 'inconclusive') =>
  step('watch', 'passed', { watch: { finding, sentence: 'said why' } });
const asked = (
  failedStage: 'deploy' | 'verify' | 'watch',
  code: Problem['code'],
): ReleaseEventBody => ({
  kind: 'asked',
  guidanceRequest: {
    id: 'q',
    environment,
    failedStage,
    choices: ['retry', 'ignore', 'rollback', 'fail'],
    problem: problem(code),
    isUnknown: false,
    askedAtMs: 0,
  },
});
const intervention = {
  interventionId: 'o',
  by: 'ana',
  atMs: 0,
  environment,
  runId: 'r',
  signed: true,
};
const guided = (choice: GuidanceChoice, signed = true): ReleaseEventBody => ({
  kind: 'intervention',
  intervention: {
    ...intervention,
    signed,
    kind: 'guidance',
    choice,
    guidanceRequest: 'q',
  } as CheckedIntervention,
});
const OVERRIDDEN: ReleaseEventBody = {
  kind: 'intervention',
  intervention: { ...intervention, kind: 'override', reason: 'it burns' },
};
const AT_LOCK: ReleaseEventBody = { kind: 'queued', environment, queuedBehind: ['other'] };
const ROLLED_BACK: ReleaseEventBody = { kind: 'rolling-back', environment };
const ended = (outcome: Outcome, code?: Problem['code']): ReleaseEventBody => ({
  kind: 'ended',
  outcome,
  ...(code && { problem: problem(code) }),
});

/** One second apart, from 1,000 on. */
function historyOf(happened: readonly ReleaseEventBody[]): ReleaseEvent[] {
  const started = { kind: 'started', input: { ...INPUT, committedAtMs: 500 } } as const;
  const all = [started, { kind: 'planned', plan: PLAN } as const, ...happened];
  return all.map((body, i) => ({ ...body, id: i + 1, atMs: (i + 1) * 1_000 }));
}

const live = { environment, deployedAtMs: 3_000 };

/** What happened from the third second on, and what became of the release in production. */
const WAYS: readonly (readonly [
  string,
  readonly ReleaseEventBody[],
  Omit<DeploymentOutcome, 'environment'> | undefined,
])[] = [
  ['was verified', [DEPLOYED, VERIFIED, ended('succeeded')], { ...live, goodAtMs: 4_000 }],
  ['could not be deployed', [NOT_DEPLOYED, ended('failed', 'DEPLOY_FAILED')], undefined],
  ['was not good', [DEPLOYED, BAD, ended('failed')], { ...live, failedAtMs: 4_000 }],
  [
    'went bad while it was watched',
    [DEPLOYED, VERIFIED, WATCHING, ended('failed', 'WATCH_FAILED')],
    { ...live, goodAtMs: 4_000, failedAtMs: 6_000 },
  ],
  [
    'rolling back',
    [DEPLOYED, BAD, ROLLED_BACK, ended('rolled-back')],
    { ...live, failedAtMs: 4_000 },
  ],
  [
    'was mended',
    [DEPLOYED, BAD, asked('verify', 'VERIFICATION_FAILED'), guided('retry'), DEPLOYED, VERIFIED],
    { ...live, failedAtMs: 4_000, recoveredAtMs: 8_000, goodAtMs: 8_000 },
  ],
  [
    'was let be by a person',
    [DEPLOYED, BAD, asked('verify', 'VERIFICATION_FAILED'), guided('ignore'), ended('succeeded')],
    { ...live, goodAtMs: 6_000 },
  ],
  [
    'could not be measured, and a person let it be',
    [DEPLOYED, UNMEASURED, asked('verify', 'VERIFICATION_INCONCLUSIVE'), guided('ignore')],
    { ...live, goodAtMs: 6_000 },
  ],
  [
    'could not be measured, and a person gave it up',
    [DEPLOYED, UNMEASURED, asked('verify', 'VERIFICATION_INCONCLUSIVE'), guided('fail')],
    { ...live, failedAtMs: 6_000 },
  ],
  [
    'was let be by somebody who may not',
    [DEPLOYED, BAD, asked('verify', 'VERIFICATION_FAILED'), guided('ignore', false)],
    { ...live, failedAtMs: 4_000 },
  ],
  [
    'went live at the second attempt',
    [NOT_DEPLOYED, asked('deploy', 'DEPLOY_FAILED'), guided('retry'), DEPLOYED, VERIFIED],
    { deployedAtMs: 6_000, goodAtMs: 7_000 },
  ],
  [
    'was let in by break-glass',
    [AT_LOCK, OVERRIDDEN, DEPLOYED],
    { deployedAtMs: 5_000, overridden: true },
  ],
  ['was cancelled before', [ended('cancelled')], undefined],
  ['was cancelled afterwards', [DEPLOYED, ended('cancelled')], live],
];

describe.each(WAYS)('A5 a release that %s', (_, happened, deploymentOutcome) => {
  const deploymentOutcomes = deploymentOutcome ? [{ environment, ...deploymentOutcome }] : [];
  const history = historyOf(happened);
  it('is measured by its history', () => {
    expect(measureRelease(history)?.deploymentOutcomes).toEqual(deploymentOutcomes);
  });
  it('is measured the same by its audit log', () => {
    const entries = entriesOfHistory(history, [{ runId: 'run', from: 1 }]);
    const measured = measuredFromAuditLog(INPUT.id, entries);
    expect(measured?.deploymentOutcomes).toEqual(deploymentOutcomes);
  });
});

it('A5 a watch that failed is a failure also while a person is asked', () => {
  const history = [DEPLOYED, VERIFIED, asked('watch', 'WATCH_FAILED')];
  expect(measureRelease(historyOf(history))?.deploymentOutcomes).toEqual([
    { ...live, goodAtMs: 4_000, failedAtMs: 5_000 },
  ]);
});

it.each([
  ['and the release went on', [watched('inconclusive'), ended('succeeded')]],
  ['and a person is asked', [asked('watch', 'VERIFICATION_INCONCLUSIVE')]],
])('A5 a watch that could not measure is no failure, %s', (_, happened) => {
  const history = historyOf([DEPLOYED, VERIFIED, ...happened]);
  expect(measureRelease(history)?.deploymentOutcomes).toEqual([{ ...live, goodAtMs: 4_000 }]);
});

describe('measureRelease', () => {
  it('knows nothing of a release that has not started', () => {
    expect(measureRelease([])).toBeUndefined();
  });
  it('tells which release it was, from the commit to the end', () => {
    expect(measureRelease(historyOf([ended('rejected')]))).toEqual({
      releaseId: INPUT.id,
      service: 'hello',
      commit: INPUT.commit,
      committedAtMs: 500,
      startedAtMs: 1_000,
      endedAtMs: 3_000,
      outcome: 'rejected',
      deploymentOutcomes: [],
      timeInPhases: [
        { phase: 'planning', ms: 1_000 },
        { phase: 'building', ms: 1_000 },
      ],
    });
  });
  it('A5 of a release that goes on it knows all the time until the last that was heard', () => {
    const { timeInPhases } = measureRelease(historyOf([AT_LOCK, DEPLOYED, VERIFIED])) ?? {};
    expect(timeInPhases).toEqual([
      { phase: 'planning', ms: 1_000 },
      { phase: 'building', ms: 1_000 },
      { phase: 'queued', environment, ms: 2_000 },
    ]);
  });
});
