import { describe, expect, it } from 'vitest';
import { withMeasurements } from '../../../src/domain/measure/from-audit-log.ts';
import type { Outcome } from '../../../src/domain/release/release.ts';
import { answer, appStore, appWith, by, NOW_MS } from '../../support/api.ts';
import { measured } from '../../support/journey.ts';

const DAY_MS = 86_400_000;

/** The app with a release that ended so many days ago, and what it did in production. */
async function appAfter(...days: readonly [ago: number, outcome: Outcome][]) {
  const store = appStore();
  for (const [i, [ago, outcome]] of days.entries()) {
    const releaseId = `hello-${String(i).padStart(12, '0')}`;
    const atMs = NOW_MS - ago * DAY_MS;
    const deploymentOutcome = { environment: 'production', deployedAtMs: atMs };
    const deploymentOutcomes: Record<string, object> = {
      succeeded: { ...deploymentOutcome, goodAtMs: atMs + 1_000 },
      failed: { ...deploymentOutcome, failedAtMs: atMs + 1_000 },
    };
    const ended = { id: 'e', kind: 'ended' as const, atMs: atMs + 2_000, facts: { outcome } };
    const told = measured({
      releaseId,
      committedAtMs: atMs - 5_000,
      startedAtMs: atMs,
      timeInPhases: [{ phase: 'awaiting-approval', environment: 'production', ms: 1_000 }],
    });
    const landed = deploymentOutcomes[outcome]
      ? [deploymentOutcomes[outcome] as typeof deploymentOutcome]
      : [];
    await store.appendToAuditLog(releaseId, [
      withMeasurements(ended, { ...told, deploymentOutcomes: landed }),
    ]);
  }
  const app = appWith({}, { store });
  return async (query = '') => answer(app.request(`/dora${query}`, by('eve')));
}

describe('GET /dora', () => {
  it('A5 returns the five metrics, each with its sample size', async () => {
    const ask = await appAfter([3, 'succeeded'], [2, 'failed'], [1, 'succeeded'], [1, 'rejected']);
    const { status, body } = await ask('?service=hello&environment=production&by=day');
    expect(status).toBe(200);
    const [{ endings, environments }] = body.services;
    expect(endings).toEqual({ succeeded: 2, failed: 1, rejected: 1 });
    expect(environments).toHaveLength(1);
    const [{ environment, total, periods }] = environments;
    expect(environment).toBe('production');
    expect(total).toMatchObject({
      deployments: 3,
      between: { n: 2, medianMs: DAY_MS, p75Ms: DAY_MS, p90Ms: DAY_MS },
      leadTime: { n: 2, medianMs: 6_000 },
      split: { n: 2, ms: { before: 10_000, 'human-wait': 2_000, build: 0 } },
      changeFail: { count: 1, of: 3, rate: 1 / 3 },
      recovery: { n: 1, medianMs: DAY_MS + 1_000, open: 0 },
      rework: { count: 1, of: 3 },
      overridden: 0,
    });
    expect(periods.map((one: { deployments: number }) => one.deployments).slice(-5)).toEqual([
      0, 1, 1, 1, 0,
    ]);
  });

  it('returns no rate and no time without deployments', async () => {
    const { body } = await (await appAfter([1, 'rejected']))('?environment=production');
    const { changeFail, leadTime } = body.services[0].environments[0].total;
    expect([changeFail, leadTime]).toEqual([{ count: 0, of: 0 }, { n: 0 }]);
  });

  it('covers all services and environments and twelve weeks in UTC by default', async () => {
    const { body } = await (await appAfter())();
    expect(body).toMatchObject({ by: 'week', zone: 'UTC', to: '2026-11-26T00:00:00.000Z' });
    const [{ service, environments }] = body.services;
    expect([service, ...environments.map((e: { environment: string }) => e.environment)]).toEqual([
      'hello',
      'staging',
      'production',
    ]);
    expect(environments[0].periods).toHaveLength(12);
    expect(environments[0].periods[0]).toMatchObject({
      firstDay: '2026-09-07',
      lastDay: '2026-09-13',
      from: '2026-09-07T00:00:00.000Z',
      to: '2026-09-14T00:00:00.000Z',
    });
  });

  it('starts days in the time zone', async () => {
    const ask = await appAfter([0, 'succeeded']);
    const { body } = await ask('?from=2026-11-25&to=2026-11-25&by=month&zone=Europe/Berlin');
    expect(body).toMatchObject({
      from: '2026-11-24T23:00:00.000Z',
      to: '2026-11-25T23:00:00.000Z',
      zone: 'Europe/Berlin',
    });
    expect(body.services[0].environments[1].total.deployments).toBe(1);
  });

  it.each([
    ['?service=nope', 404, 'SERVICE_NOT_FOUND', 'no service nope'],
    ['?service=hello&environment=nope', 404, 'ENVIRONMENT_NOT_FOUND', 'hello has no'],
    ['?environment=nope', 404, 'ENVIRONMENT_NOT_FOUND', 'slipway.yaml has no'],
    ['?zone=Berlin', 404, 'TIME_ZONE_INVALID', 'zone: an IANA time zone such as Europe/Berlin'],
    ['?from=yesterday', 422, 'INVALID_REQUEST', 'from'],
    ['?from=1200-01-01', 404, 'PERIOD_INVALID', '1200-01-01: expected a day since 1970'],
    ['?from=2026-12-01', 404, 'PERIOD_INVALID', 'from: expected a day that is not after to'],
    ['?from=2000-01-01&by=day', 404, 'PERIOD_INVALID', 'from: expected at most 400 periods'],
    ['?by=hour', 422, 'INVALID_REQUEST', 'by'],
  ])('%s is refused: %i %s', async (query, status, code, detail) => {
    const refused = await (await appAfter())(query);
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect(refused.body.detail).toContain(detail);
  });
});
