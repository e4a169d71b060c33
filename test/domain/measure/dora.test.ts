import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dora, type Measures } from '../../../src/domain/measure/dora.ts';
import { SHARES } from '../../../src/domain/measure/lead-time.ts';
import type {
  MeasuredRelease,
  RolledBackRef,
} from '../../../src/domain/measure/measured-release.ts';
import type { Period } from '../../../src/domain/measure/period.ts';
import type { Outcome } from '../../../src/domain/release/release.ts';
import { measured } from '../../support/journey.ts';

const PERIODS: readonly Period[] = [
  { firstDay: '1970-01-01', lastDay: '1970-01-01', fromMs: 100, toMs: 200 },
  { firstDay: '1970-01-02', lastDay: '1970-01-02', fromMs: 200, toMs: 300 },
];
const PLACES = [{ service: 'hello', environments: ['staging', 'production'] }];
const environment = 'production';

const measure = (
  measuredReleases: readonly MeasuredRelease[],
  rolledBack: readonly RolledBackRef[] = [],
) => {
  const [service] = dora({ measuredReleases, rolledBack }, PERIODS, PLACES);
  if (!service) throw new Error('a service was asked for');
  const [staging, production] = service.environments;
  return { ...service, staging: staging!, production: production! };
};

const good = (releaseId: string, deployedAtMs: number, committedAtMs?: number) =>
  measured({
    releaseId,
    startedAtMs: deployedAtMs - 10,
    ...(committedAtMs !== undefined && { committedAtMs }),
    deploymentOutcomes: [{ environment, deployedAtMs, goodAtMs: deployedAtMs + 5 }],
    timeInPhases: [
      { phase: 'awaiting-approval', environment, ms: 10 },
      { phase: 'verifying', environment, ms: 5 },
    ],
  });

describe('dora', () => {
  it('tells nothing of nothing: no rate, no time', () => {
    const { production, endings } = measure([]);
    expect(endings).toEqual({});
    expect(production.periods).toEqual([production.total, production.total]);
    expect(production.total).toMatchObject({
      deployments: 0,
      between: { n: 0 },
      leadTime: { n: 0 },
      changeFail: { count: 0, of: 0 },
      recovery: { n: 0, open: 0 },
      rework: { count: 0, of: 0 },
    });
    expect(production.total.changeFail).not.toHaveProperty('rate');
  });

  it('measures each period, and all of them together', () => {
    const failed = measured({
      releaseId: 'hello-2',
      deploymentOutcomes: [{ environment, deployedAtMs: 210, failedAtMs: 215 }],
    });
    const { production } = measure([good('hello-1', 150, 100), failed, good('hello-3', 250, 200)]);
    expect(production.periods.map(({ deployments }) => deployments)).toEqual([1, 2]);
    expect(production.total).toMatchObject({
      deployments: 3,
      between: { n: 2, medianMs: 40 },
      leadTime: { n: 2, medianMs: 55 },
      split: { n: 2, ms: { before: 40 + 40, 'human-wait': 20, verify: 10, build: 0 } },
      changeFail: { count: 1, of: 3, rate: 1 / 3 },
      recovery: { n: 1, medianMs: 45, open: 0 },
      rework: { count: 1, of: 3 },
      overridden: 0,
    });
    expect(production.periods[1]).toMatchObject({ changeFail: { count: 1, of: 2 } });
  });

  it('a failure belongs to the period of its deployment, whenever it was found', () => {
    const late = [{ releaseId: 'hello-1', environment, atMs: 280, restored: true }];
    const { production } = measure([good('hello-1', 150)], late);
    expect(production.periods.map(({ changeFail }) => changeFail.count)).toEqual([1, 0]);
    expect(production.total.recovery).toMatchObject({ n: 1, medianMs: 130 });
  });

  it('what failed before the periods is answered in them, and recovered from after them', () => {
    const failed = (releaseId: string, deployedAtMs: number) =>
      measured({
        releaseId,
        deploymentOutcomes: [{ environment, deployedAtMs, failedAtMs: deployedAtMs + 1 }],
      });
    const { production } = measure([
      failed('hello-1', 50),
      good('hello-2', 110),
      failed('hello-3', 290),
      good('hello-4', 310),
    ]);
    expect(production.total).toMatchObject({
      deployments: 2,
      between: { n: 2 },
      rework: { count: 1, of: 2 },
      recovery: { n: 1, medianMs: 25, open: 0 },
    });
  });

  it('A5 rejected, expired, superseded and cancelled are told, and are no failures', () => {
    const quiet: Outcome[] = ['rejected', 'expired', 'superseded', 'cancelled', 'rejected'];
    const others = quiet.map((outcome, i) =>
      measured({ releaseId: `quiet-${i}`, outcome, endedAtMs: 150 + i }),
    );
    const before = measured({ releaseId: 'before', outcome: 'failed', endedAtMs: 99 });
    const deployed = { ...good('hello-1', 150), outcome: 'succeeded' as const, endedAtMs: 160 };
    const { endings, production } = measure([...others, before, deployed]);
    expect(endings).toEqual({
      succeeded: 1,
      rejected: 2,
      expired: 1,
      superseded: 1,
      cancelled: 1,
    });
    expect(production).toEqual(measure([deployed]).production);
    expect(production.total.changeFail).toEqual({ count: 0, of: 1, rate: 0 });
  });
});

/** Releases as they may come: in any environment, good or bad, with or without what they took. */
const instant = fc.integer({ min: 50, max: 350 });
const deploymentOutcome = fc
  .record(
    {
      environment: fc.constantFrom('staging', 'production'),
      deployedAtMs: instant,
      failedAfter: fc.nat(50),
      goodAfter: fc.nat(50),
      overridden: fc.constant(true as const),
    },
    { requiredKeys: ['environment', 'deployedAtMs'] },
  )
  .map(({ failedAfter, goodAfter, deployedAtMs, ...rest }) => ({
    ...rest,
    deployedAtMs,
    ...(failedAfter !== undefined && { failedAtMs: deployedAtMs + failedAfter }),
    ...(goodAfter !== undefined && { goodAtMs: deployedAtMs + goodAfter }),
  }));
const measuredReleases = fc
  .array(
    fc.record(
      {
        startedAtMs: fc.nat(50),
        committedAtMs: fc.nat(100),
        deploymentOutcomes: fc.uniqueArray(deploymentOutcome, {
          selector: (one) => one.environment,
        }),
        timeInPhases: fc.constant([{ phase: 'building' as const, ms: 1_000 }]),
      },
      { requiredKeys: ['startedAtMs', 'deploymentOutcomes'] },
    ),
    { maxLength: 12 },
  )
  .map((all) => all.map((one, i) => measured({ ...one, releaseId: `hello-${i}` })));
const rolledBack = fc.array(
  fc.record({
    releaseId: fc.nat(12).map((i) => `hello-${i}`),
    environment: fc.constantFrom('staging', 'production'),
    atMs: fc.integer({ min: 400, max: 500 }),
    restored: fc.boolean(),
  }),
  { maxLength: 5 },
);

const RUNS = { numRuns: 40 };

const all = ({ staging, production }: ReturnType<typeof measure>): Measures[] =>
  [staging, production].flatMap(({ total, periods }) => [total, ...periods]);

describe('whatever happened', () => {
  it('A5 it does not matter in which order the facts come', () => {
    const shuffled = fc.tuple(measuredReleases, rolledBack).chain(([some, backs]) =>
      fc.record({
        told: fc.constant([some, backs] as const),
        anew: fc.tuple(
          fc.shuffledSubarray(some, { minLength: some.length }),
          fc.shuffledSubarray(backs, { minLength: backs.length }),
        ),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ told, anew }) => {
        expect(measure(...anew)).toEqual(measure(...told));
      }),
      RUNS,
    );
  });

  it('A5 a deployment fails at most once, and a rollback is none, however often it is tried', () => {
    fc.assert(
      fc.property(measuredReleases, rolledBack, (some, backs) => {
        const once = measure(some, backs);
        expect(measure(some, [...backs, ...backs])).toEqual(once);
        for (const { deployments, changeFail, recovery, rework } of all(once)) {
          expect(changeFail.of).toBe(deployments);
          expect(changeFail.count).toBeLessThanOrEqual(deployments);
          expect(rework.count).toBeLessThanOrEqual(deployments);
          expect(recovery.n + recovery.open).toBe(changeFail.count);
        }
        const plain = all(measure(some)).map(({ deployments }) => deployments);
        expect(all(once).map(({ deployments }) => deployments)).toEqual(plain);
      }),
      RUNS,
    );
  });

  it('the periods together have what all of the time has', () => {
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    fc.assert(
      fc.property(measuredReleases, rolledBack, (some, backs) => {
        const { staging, production } = measure(some, backs);
        for (const { total, periods } of [staging, production])
          for (const count of [
            (one: Measures) => one.deployments,
            (one: Measures) => one.changeFail.count,
            (one: Measures) => one.rework.count,
            (one: Measures) => one.leadTime.n,
            (one: Measures) => one.recovery.open,
            ...SHARES.map((share) => (one: Measures) => one.split.ms[share]),
          ])
            expect(sum(periods.map(count))).toBe(count(total));
      }),
      RUNS,
    );
  });
});
