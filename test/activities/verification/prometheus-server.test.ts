import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyPrometheus } from '../../../src/activities/verification/prometheus.ts';
import type { Comparison, PrometheusVerification } from '../../../src/domain/plan/pipeline.ts';
import { HOW_TO_GET_PROMETHEUS, PROMETHEUS } from '../../support/prometheus.ts';
import { type RunningPrometheus, startPrometheus } from '../../support/prometheus.ts';
import { deploymentOf } from '../targets/deployment-of.ts';

const DEPLOYMENT = deploymentOf(1);

/** What the service says of itself; a test may change it. */
let errors = 0.25;
let service: Server;
let prometheus: RunningPrometheus;

const metrics = () =>
  [
    `errors{service="hello",release="${DEPLOYMENT.releaseId}",instance_of="a"} ${errors}`,
    `latency{service="hello",place="near"} 0.1`,
    `latency{service="hello",place="far"} 0.9`,
    'nothing 0',
    '',
  ].join('\n');

async function ask(
  query: string,
  operator: Comparison,
  value: number,
  more: Partial<PrometheusVerification> = {},
) {
  const log: string[] = [];
  const result = await verifyPrometheus({
    prometheus: prometheus.url,
    deployment: DEPLOYMENT,
    verification: {
      kind: 'prometheus',
      name: 'it',
      query,
      expect: { operator, value },
      retryForMs: 0,
      ...more,
    },
    shortestTryMs: 5_000,
    signal: new AbortController().signal,
    say: (line) => log.push(line),
  });
  return { ...result, log };
}

describe.runIf(PROMETHEUS.wanted)('a real Prometheus', () => {
  beforeAll(async () => {
    if (!PROMETHEUS.executable) throw new Error(HOW_TO_GET_PROMETHEUS);
    service = createServer((_, response) => response.end(metrics()));
    await new Promise<void>((ready) => service.listen(0, '127.0.0.1', ready));
    const { port } = service.address() as AddressInfo;
    prometheus = await startPrometheus(PROMETHEUS.executable, `127.0.0.1:${port}`);
  }, 40_000);

  afterAll(async () => {
    await prometheus?.close();
    service?.closeAllConnections();
    service?.close();
  });

  test('V1 a number as expected is passed, and another is failed', async () => {
    expect(await ask('sum(errors)', '<', 0.3)).toMatchObject({
      verdict: 'passed',
      sentence: `it: ${prometheus.url} gave 0.25.`,
    });
    expect(await ask('sum(errors)', '<', 0.2)).toMatchObject({
      verdict: 'failed',
      sentence: `it: ${prometheus.url} gave 0.25, expected < 0.2.`,
    });
  });

  test('is asked about the release that was deployed', async () => {
    const query = 'errors{service="$service", release=\'$release\'}';
    expect(await ask(query, '==', 0.25)).toMatchObject({ verdict: 'passed' });
    expect(await ask('sum(errors{release="$commit"})', '==', 0.25)).toMatchObject({
      verdict: 'inconclusive',
    });
  });

  test('V1 every series must be as expected: one that is not is failed, and is named', async () => {
    expect(await ask('latency', '<', 1)).toMatchObject({ verdict: 'passed' });
    const { verdict, sentence } = await ask('latency', '<', 0.5);
    expect(verdict).toBe('failed');
    expect(sentence).toMatch(
      /gave 0\.9 for \{.*place="far".*\}, expected < 0\.5 \(1 of 2 series\)\.$/,
    );
  });

  test('V1 no series is inconclusive', async () => {
    expect(await ask('no_such_metric', '<', 1)).toMatchObject({
      verdict: 'inconclusive',
      sentence: `it: ${prometheus.url} returned no series.`,
    });
  });

  test.each([
    ['scalar(nothing) / scalar(nothing)', 'NaN'],
    ['sum(nothing) / sum(nothing)', 'NaN'],
    ['0/0', 'NaN'],
  ])('V1 %s is %s, and inconclusive', async (query, written) => {
    for (const operator of ['<', '>', '==', '!='] as const)
      expect(await ask(query, operator, 1)).toMatchObject({
        verdict: 'inconclusive',
        sentence: `it: ${prometheus.url} gave ${written}, expected ${operator} 1.`,
      });
  });

  test('V1 an infinite number is more than any limit, and equal to nothing', async () => {
    expect(await ask('1/0', '<', 1)).toMatchObject({ verdict: 'failed' });
    expect(await ask('-1/0', '<', 1)).toMatchObject({ verdict: 'passed' });
    expect(await ask('1/0', '!=', 1)).toMatchObject({ verdict: 'inconclusive' });
  });

  test('V1 NaN among good numbers is inconclusive, and beside a bad one failed', async () => {
    const query = '(nothing / nothing) or latency{place="near"}';
    expect(await ask(query, '<', 0.5)).toMatchObject({ verdict: 'inconclusive' });
    expect(await ask(query, '>', 0.5)).toMatchObject({ verdict: 'failed' });
  });

  test('V1 a query that it does not understand is inconclusive, with its reason', async () => {
    const { verdict, sentence } = await ask('sum(', '<', 1);
    expect(verdict).toBe('inconclusive');
    expect(sentence).toMatch(/ responded 400: .*parse error/);
  });

  test.each([
    ['latency[1m]', 'returned a matrix instead of one number a series'],
    ['"text"', 'returned a string instead of one number a series'],
  ])('V1 %s is inconclusive', async (query, saw) => {
    const { verdict, sentence } = await ask(query, '<', 1);
    expect(verdict).toBe('inconclusive');
    expect(sentence).toContain(saw);
  });

  test('is asked again until the number is as expected', async () => {
    errors = 0.25;
    setTimeout(() => (errors = 0), 500);
    const { verdict, log } = await ask('sum(errors)', '==', 0, { retryForMs: 15_000 });
    expect(verdict).toBe('passed');
    expect(log.length).toBeGreaterThan(1);
    errors = 0.25;
  });
});
