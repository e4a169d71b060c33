import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit.ts';
import type { DeploymentOutcome } from '../../../src/domain/measure/deployment-outcome.ts';
import { measuredFromAuditLog } from '../../../src/domain/measure/from-audit-log.ts';
import { measureRelease } from '../../../src/domain/measure/measured-release.ts';
import type { Problem } from '../../../src/domain/problem.ts';
import type { ReleaseEvent, ReleaseEventBody } from '../../../src/domain/release/event.ts';
import type {
  CheckedIntervention,
  GuidanceChoice,
} from '../../../src/domain/release/intervention.ts';
import type { Outcome } from '../../../src/domain/release/release.ts';
import { INPUT, PLAN } from '../../support/plan.ts';

/** Something that happens, as the story and as the record tell it. */
type Note = Pick<AuditEntry, 'kind' | 'by' | 'why' | 'environment' | 'facts'>;
type Told = readonly [ReleaseEventBody | undefined, Note | undefined];

const environment = 'production';
const problem = (code: Problem['code']): Problem => ({ code, message: 'said why' });

const step = (
  name: string,
  state: 'passed' | 'failed',
  code?: Problem['code'],
): ReleaseEventBody => ({
  kind: 'step-ended',
  step: `${name}-${environment}`,
  state,
  attempt: 1,
  ...(code && { problem: problem(code) }),
});
const DEPLOYED: Told = [step('deploy', 'passed'), { kind: 'deployed', environment }];
const NOT_DEPLOYED: Told = [
  step('deploy', 'failed', 'DEPLOY_FAILED'),
  { kind: 'failed', environment, facts: { step: 'deploy', code: 'DEPLOY_FAILED' } },
];
const VERIFIED: Told = [step('verify', 'passed'), { kind: 'verified', environment }];
const notVerified = (code: Problem['code']): Told => [
  step('verify', 'failed', code),
  { kind: 'failed', environment, facts: { step: 'verify', code } },
];
const BAD = notVerified('VERIFICATION_FAILED');
const UNMEASURED = notVerified('VERIFICATION_INCONCLUSIVE');
const WATCHING: Told = [
  {
    kind: 'step-queued',
    activityId: '1',
    type: 'watch',
    step: `watch-${environment}`,
    environment,
  },
  undefined,
];
const watched = (finding: 'passed' | 'failed' | 'inconclusive'): Told => [
  undefined,
  { kind: 'watched', environment, facts: { finding } },
];
const asked = (failedStage: 'deploy' | 'verify' | 'watch', code: Problem['code']): Told => [
  {
    kind: 'asked',
    guidanceRequest: {
      guidanceRequest: 'q',
      environment,
      failedStage,
      choices: ['retry', 'ignore', 'rollback', 'fail'],
      problem: problem(code),
      isUnknown: false,
      askedAtMs: 0,
    },
  },
  { kind: 'guidance-requested', environment },
];
const intervention = {
  interventionId: 'o',
  by: 'ana',
  atMs: 0,
  environment,
  runId: 'r',
  signed: true,
};
const guided = (choice: GuidanceChoice, signed = true): Told => [
  {
    kind: 'intervention',
    intervention: {
      ...intervention,
      signed,
      kind: 'guidance',
      choice,
      guidanceRequest: 'q',
    } as CheckedIntervention,
  },
  signed
    ? { kind: 'intervention', environment, facts: { intervention: 'guidance', choice } }
    : {
        kind: 'refused',
        environment,
        facts: { intervention: 'guidance', code: 'INTERVENTION_UNSIGNED' },
      },
];
const OVERRIDDEN: Told = [
  { kind: 'intervention', intervention: { ...intervention, kind: 'override', reason: 'it burns' } },
  { kind: 'intervention', environment, why: 'it burns', facts: { intervention: 'override' } },
];
const AT_LOCK: Told = [{ kind: 'queued', environment, queuedBehind: ['other'] }, undefined];
const ROLLED_BACK: Told = [
  { kind: 'rolling-back', environment },
  { kind: 'rolled-back', environment, facts: { kind: 'rolled-back', to: 'hello-1' } },
];
const ended = (outcome: Outcome, code?: Problem['code']): Told => [
  { kind: 'ended', outcome, ...(code && { problem: problem(code) }) },
  { kind: 'ended', facts: { outcome } },
];
/** The story knows it by the end only, the record before. */
const WENT_BAD: Told = [ended('failed', 'WATCH_FAILED')[0], watched('failed')[1]];

/** One second apart, from 1,000 on; what tells nothing takes its second nevertheless. */
function tellings(told: readonly Told[]) {
  const input = { ...INPUT, committedAtMs: 500 };
  const { service, commit } = input;
  const all: Told[] = [
    [
      { kind: 'started', input },
      { kind: 'started', facts: { service, commit, committedAtMs: 500 } },
    ],
    [{ kind: 'planned', plan: PLAN }, { kind: 'planned' }],
    ...told,
  ];
  const instants = all.map((one, i) => ({ one, id: i + 1, atMs: (i + 1) * 1_000 }));
  const history = instants.flatMap(({ one: [happening], id, atMs }): ReleaseEvent[] =>
    happening ? [{ ...happening, id, atMs }] : [],
  );
  const entries = instants.flatMap(({ one: [, entry], id, atMs }): AuditEntry[] =>
    entry ? [{ ...entry, id: String(id), atMs } as AuditEntry] : [],
  );
  return { history, entries };
}

const live = { environment, deployedAtMs: 3_000 };

/** What happened from the third second on, and what it was to production. */
const WAYS: readonly (readonly [
  string,
  readonly Told[],
  Omit<DeploymentOutcome, 'environment'> | undefined,
])[] = [
  ['was verified', [DEPLOYED, VERIFIED, ended('succeeded')], { ...live, goodAtMs: 4_000 }],
  ['could not be deployed', [NOT_DEPLOYED, ended('failed', 'DEPLOY_FAILED')], undefined],
  ['was not good', [DEPLOYED, BAD, ended('failed')], { ...live, failedAtMs: 4_000 }],
  [
    'went bad while it was watched',
    [DEPLOYED, VERIFIED, WATCHING, WENT_BAD],
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

describe.each(WAYS)('A5 a release that %s', (_, told, deploymentOutcome) => {
  const deploymentOutcomes = deploymentOutcome ? [{ environment, ...deploymentOutcome }] : [];
  const { history, entries } = tellings(told);
  it('is the same deploymentOutcome by its story', () => {
    expect(measureRelease(history)?.deploymentOutcomes).toEqual(deploymentOutcomes);
  });
  it('is the same deploymentOutcome by its record', () => {
    expect(measuredFromAuditLog(INPUT.id, entries)?.deploymentOutcomes).toEqual(deploymentOutcomes);
  });
});

it('A5 a watch that failed is a failure also while a person is asked', () => {
  const { history } = tellings([DEPLOYED, VERIFIED, asked('watch', 'WATCH_FAILED')]);
  expect(measureRelease(history)?.deploymentOutcomes).toEqual([
    { ...live, goodAtMs: 4_000, failedAtMs: 5_000 },
  ]);
});

it('A5 a watch that could not measure is no failure', () => {
  const told = [DEPLOYED, VERIFIED, watched('inconclusive'), ended('succeeded')];
  const { entries } = tellings(told);
  const good = [{ ...live, goodAtMs: 4_000 }];
  expect(measuredFromAuditLog(INPUT.id, entries)?.deploymentOutcomes).toEqual(good);
  const { history } = tellings([DEPLOYED, VERIFIED, asked('watch', 'VERIFICATION_INCONCLUSIVE')]);
  expect(measureRelease(history)?.deploymentOutcomes).toEqual(good);
});

describe('journeyOf', () => {
  it('knows nothing of a release that has not started', () => {
    expect(measureRelease([])).toBeUndefined();
  });
  it('tells which release it was, from the commit to the end', () => {
    expect(measureRelease(tellings([ended('rejected')]).history)).toEqual({
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
    const { timeInPhases } = measureRelease(tellings([AT_LOCK, DEPLOYED, VERIFIED]).history) ?? {};
    expect(timeInPhases).toEqual([
      { phase: 'planning', ms: 1_000 },
      { phase: 'building', ms: 1_000 },
      { phase: 'queued', environment, ms: 2_000 },
    ]);
  });
});
