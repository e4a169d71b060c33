import { describe, expect, it } from 'vitest';
import type { DeploymentOutcome } from '../../../src/domain/measure/deployment-outcome.ts';
import {
  type Deployment,
  deploymentsOf as deploymentsWithin,
} from '../../../src/domain/measure/deployments.ts';
import type {
  MeasuredRelease,
  RolledBackRef,
} from '../../../src/domain/measure/measured-release.ts';
import { measured } from '../../support/journey.ts';

const landed = (releaseId: string, deploymentOutcome: Omit<DeploymentOutcome, 'environment'>) =>
  measured({
    releaseId,
    deploymentOutcomes: [{ environment: 'production', ...deploymentOutcome }],
  });
const back = (releaseId: string, atMs: number, restored = true): RolledBackRef => ({
  releaseId,
  environment: 'production',
  atMs,
  restored,
});

const FIRST = landed('hello-1', { deployedAtMs: 100, goodAtMs: 110 });
const BAD = landed('hello-2', { deployedAtMs: 200, failedAtMs: 220 });
const MENDED = landed('hello-2', {
  deployedAtMs: 200,
  failedAtMs: 220,
  recoveredAtMs: 240,
  goodAtMs: 240,
});
const NEXT = landed('hello-3', { deployedAtMs: 300, goodAtMs: 330 });
const NEXT_BAD = landed('hello-3', { deployedAtMs: 300, failedAtMs: 310 });
const LAST = landed('hello-4', { deployedAtMs: 400, goodAtMs: 440 });

const ALWAYS = { fromMs: -Infinity, toMs: Infinity };
const deploymentsOf = (
  measuredReleases: readonly MeasuredRelease[],
  rolledBack: readonly RolledBackRef[],
) => deploymentsWithin(measuredReleases, rolledBack, ALWAYS);

/** Each as `release`, `failed`, what it took to recover, `rework`. */
const told = (deployments: readonly Deployment[]) =>
  deployments.map(({ releaseId, failed, recoveryMs, rework }) =>
    [releaseId, failed && `failed`, recoveryMs, rework && 'rework'].filter(Boolean).join(' '),
  );

describe('deploymentsOf', () => {
  it.each([
    ['all is well', [FIRST, NEXT], [], ['hello-1', 'hello-3']],
    ['one is bad and nothing follows', [FIRST, BAD], [], ['hello-1', 'hello-2 failed']],
    [
      'the next one makes it good',
      [FIRST, BAD, NEXT, LAST],
      [],
      ['hello-1', 'hello-2 failed 130', 'hello-3 rework', 'hello-4'],
    ],
    [
      'the next one is bad as well',
      [BAD, NEXT_BAD, LAST],
      [],
      ['hello-2 failed 240', 'hello-3 failed 140 rework', 'hello-4 rework'],
    ],
    [
      'it is mended where it is',
      [FIRST, MENDED, NEXT],
      [],
      ['hello-1', 'hello-2 failed 40', 'hello-3'],
    ],
    [
      'it is taken back',
      [FIRST, BAD, NEXT],
      [back('hello-2', 250)],
      ['hello-1', 'hello-2 failed 50', 'hello-3 rework'],
    ],
    [
      'a person takes back what seemed good',
      [FIRST, NEXT],
      [back('hello-3', 500)],
      ['hello-1', 'hello-3 failed 200'],
    ],
    [
      'what was mended is taken back nevertheless',
      [MENDED, NEXT],
      [back('hello-2', 250)],
      ['hello-2 failed 50', 'hello-3 rework'],
    ],
    [
      'going back fails, and works at last',
      [BAD],
      [back('hello-2', 230, false), back('hello-2', 260)],
      ['hello-2 failed 60'],
    ],
    ['going back fails', [BAD], [back('hello-2', 230, false)], ['hello-2 failed']],
    ['another is taken back', [FIRST, NEXT], [back('hello-9', 310)], ['hello-1', 'hello-3']],
    [
      'somebody breaks the glass',
      [FIRST, landed('hello-3', { deployedAtMs: 300, overridden: true })],
      [],
      ['hello-1', 'hello-3 rework'],
    ],
  ])('A5 %s', (_, measuredReleases, rolledBack, expected) => {
    expect(told(deploymentsOf(measuredReleases, rolledBack))).toEqual(expected);
  });

  it('A5 a rollback is no deployment', () => {
    expect(deploymentsOf([FIRST, BAD], [back('hello-2', 250), back('hello-2', 260)])).toHaveLength(
      2,
    );
  });

  it('A5 what fails later than the next one is deployed is not what that one answers', () => {
    const late = landed('hello-2', { deployedAtMs: 200, goodAtMs: 210, failedAtMs: 350 });
    expect(told(deploymentsOf([late, NEXT], []))).toEqual(['hello-2 failed 130', 'hello-3']);
  });

  it('tells services and environments apart, and how long each deployment came after the last', () => {
    const staging = { environment: 'staging', deployedAtMs: 90 };
    const other = { ...landed('shop-1', { deployedAtMs: 150 }), service: 'shop' };
    const twice = { ...FIRST, deploymentOutcomes: [staging, ...FIRST.deploymentOutcomes] };
    const all = deploymentsOf([NEXT, other, twice], []);
    expect(
      all.map(({ service, environment, sinceLastMs }) => [service, environment, sinceLastMs]),
    ).toEqual([
      ['hello', 'staging', undefined],
      ['hello', 'production', undefined],
      ['hello', 'production', 200],
      ['shop', 'production', undefined],
    ]);
  });
});
