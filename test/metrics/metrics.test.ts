import { describe, expect, test } from 'vitest';
import type { FinishedRequest } from '../../src/api/request-observer.ts';
import type { ReleaseCounts } from '../../src/domain/measure/release-counts.ts';
import { createMetrics, type MetricSources } from '../../src/metrics/metrics.ts';

const COUNTS: ReleaseCounts = {
  running: { 'awaiting-approval': 2, 'awaiting-guidance': 2 },
  ended: { succeeded: 7, failed: 1 },
  oldestWaitMs: { approval: 90_500 },
  failedNotifications: 2,
  queues: [{ service: 'hello', environment: 'production', length: 3 }],
};

function metricsOf(more: Partial<MetricSources> = {}) {
  return createMetrics({
    countReleases: async () => COUNTS,
    health: async () => ({ temporal: true, worker: false }),
    configurationProblem: () => undefined,
    ...more,
  });
}

/** The lines of a metric, without its explanation. */
async function linesOf(text: Promise<string> | string, name: string): Promise<string[]> {
  return (await text)
    .split('\n')
    .filter((line) => line.startsWith(name) && !line.includes('_bucket'));
}

const request = (more: Partial<FinishedRequest>): FinishedRequest => ({
  id: 'r',
  method: 'GET',
  route: '/releases/:id',
  path: '/releases/hello-000000000000',
  status: 200,
  durationMs: 40,
  releases: [],
  ...more,
});

describe('the metrics', () => {
  test('tell the counts, and what is waited for', async () => {
    const text = await metricsOf().text();
    expect(await linesOf(text, 'slipway_releases{')).toEqual([
      'slipway_releases{phase="awaiting-approval"} 2',
      'slipway_releases{phase="awaiting-guidance"} 2',
    ]);
    expect(await linesOf(text, 'slipway_releases_remembered{')).toEqual([
      'slipway_releases_remembered{outcome="succeeded"} 7',
      'slipway_releases_remembered{outcome="failed"} 1',
    ]);
    expect(text).toContain('slipway_releases_waiting{kind="approval"} 2\n');
    expect(text).toContain('slipway_releases_waiting{kind="guidance"} 2\n');
    expect(text).toContain('slipway_releases_waiting{kind="soak"} 0\n');
    expect(text).toContain('slipway_oldest_wait_seconds{kind="approval"} 90.5\n');
    expect(text).toContain('slipway_oldest_wait_seconds{kind="queue"} 0\n');
    expect(text).toContain('slipway_releases_failed_notifications 2\n');
    expect(text).toContain('slipway_queue_length{service="hello",environment="production"} 3\n');
  });
  test('tell what is there and what is not', async () => {
    const text = await metricsOf({ configurationProblem: () => 'broken' }).text();
    expect(text).toContain('slipway_temporal_up 1\n');
    expect(text).toContain('slipway_worker_up 0\n');
    expect(text).toContain('slipway_configuration_ok 0\n');
  });
  test('leave out what nobody can count, and tell the rest', async () => {
    const countReleases = async () => {
      throw new RangeError('Temporal is away');
    };
    const text = await metricsOf({ countReleases }).text();
    expect(await linesOf(text, 'slipway_releases{')).toEqual([]);
    expect(await linesOf(text, 'slipway_queue_length{')).toEqual([]);
    expect(await linesOf(text, 'slipway_releases_failed_notifications')).toEqual([]);
    expect(text).toContain('slipway_temporal_up 1\n');
    expect(text).toContain('process_resident_memory_bytes ');
  });
  test('are counted once for all who ask within some seconds', async () => {
    let counted = 0;
    const metrics = metricsOf({
      async countReleases() {
        counted += 1;
        return COUNTS;
      },
    });
    await Promise.all([metrics.text(), metrics.text()]);
    await metrics.text();
    expect(counted).toBe(1);
  });
  test('have those of a worker in the same process behind them', async () => {
    const worker = async () => '# TYPE slipway_step_duration_seconds histogram\n';
    expect(await metricsOf({ worker }).text()).toMatch(
      /process_resident_memory_bytes[\s\S]*\n# TYPE slipway_step_duration_seconds histogram\n$/,
    );
    const gone = () => Promise.reject(new RangeError('gone'));
    expect(await metricsOf({ worker: gone }).text()).toContain('slipway_worker_up 0');
  });
});

describe('a request that was answered', () => {
  test('is counted by its route, and its time is kept', async () => {
    const metrics = metricsOf();
    metrics.observe(request({}));
    metrics.observe(request({ status: 404, durationMs: 60 }));
    const text = await metrics.text();
    expect(await linesOf(text, 'slipway_http_requests_total{')).toEqual([
      'slipway_http_requests_total{method="GET",route="/releases/:id",status="200"} 1',
      'slipway_http_requests_total{method="GET",route="/releases/:id",status="404"} 1',
    ]);
    expect(await linesOf(text, 'slipway_http_request_duration_seconds_')).toEqual([
      'slipway_http_request_duration_seconds_sum{method="GET",route="/releases/:id"} 0.1',
      'slipway_http_request_duration_seconds_count{method="GET",route="/releases/:id"} 2',
    ]);
  });
  test('by a method that somebody made up is no metric of its own', async () => {
    const metrics = metricsOf();
    for (const method of ['BREW', 'PROPFIND']) metrics.observe(request({ method, route: 'none' }));
    expect(await linesOf(metrics.text(), 'slipway_http_requests_total{')).toEqual([
      'slipway_http_requests_total{method="other",route="none",status="200"} 2',
    ]);
  });
  test.each([
    [202, ['hello-000000000000'], 'released'],
    [202, [], 'ignored'],
    [401, [], 'refused'],
    [502, [], 'failed'],
  ])(
    'as a webhook by %i with the releases %j is one that was %s',
    async (status, releases, outcome) => {
      const metrics = metricsOf();
      metrics.observe(request({ method: 'POST', sender: 'github', status, releases }));
      expect(await linesOf(metrics.text(), 'slipway_webhook_requests_total{')).toEqual([
        `slipway_webhook_requests_total{sender="github",outcome="${outcome}"} 1`,
      ]);
    },
  );
});
