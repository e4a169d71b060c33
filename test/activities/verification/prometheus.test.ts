import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { filledIn, verifyPrometheus } from '../../../src/activities/verification/prometheus.ts';
import type { PrometheusVerification } from '../../../src/domain/plan/pipeline.ts';
import { deploymentOf } from '../targets/deployment-of.ts';

const DEPLOYMENT = deploymentOf(1);

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** One that always gives this as the body. */
const serveBody = (body: unknown, status = 200) =>
  serve((_, response) =>
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body)),
  );

const vector = (...values: unknown[]) => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: values.map((value, index) => ({ metric: { at: `${index}` }, value: [1, value] })),
  },
});

async function check(
  prometheus: string | undefined,
  more: Partial<PrometheusVerification> = {},
  signal = new AbortController().signal,
) {
  const verification: PrometheusVerification = {
    kind: 'prometheus',
    name: 'errors',
    query: 'errors{service="$service"}',
    expect: { operator: '<', value: 0.5 },
    retryForMs: 0,
    ...more,
  };
  return verifyPrometheus({
    prometheus,
    verification,
    deployment: DEPLOYMENT,
    signal,
    say: () => {},
  });
}

describe('a query', () => {
  test('is sent as a form, below the address, with how long Prometheus may take', async () => {
    let asked: IncomingMessage | undefined;
    let form = '';
    const url = await serve((request, response) => {
      asked = request;
      request.setEncoding('utf8').on('data', (chunk: string) => (form += chunk));
      request.on('end', () => response.end(JSON.stringify(vector('0.1'))));
    });
    expect(await check(`${url}/prometheus/`)).toMatchObject({ verdict: 'passed' });
    expect(asked).toMatchObject({ method: 'POST', url: '/prometheus/api/v1/query' });
    expect(asked?.headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(form))).toEqual({
      query: 'errors{service="hello"}',
      timeout: '1000ms',
    });
  });

  test('has its variables replaced, and nothing else', () => {
    const query =
      '$service $environment $release $commit $services $1 ${service} $ service$service';
    expect(filledIn(query, DEPLOYMENT)).toBe(
      `hello staging ${DEPLOYMENT.releaseId} ${DEPLOYMENT.commit} $services $1 \${service} $ servicehello`,
    );
  });

  test('cannot be ended by what a variable stands for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (service) => {
        const filled = filledIn('$service', { ...DEPLOYMENT, service });
        expect(filled).toMatch(/^(?:[\w .:/@+-]|\\U[0-9a-f]{8})*$/);
      }),
    );
    expect(filledIn('a{b="$service"}', { ...DEPLOYMENT, service: `"'\`\\\n$&` })).toBe(
      String.raw`a{b="\U00000022\U00000027\U00000060\U0000005c\U0000000a\U00000024\U00000026"}`,
    );
  });
});

describe('an answer', () => {
  const vectorOf = (item: unknown) => ({
    status: 'success',
    data: { resultType: 'vector', result: [item] },
  });

  test.each([
    ['a bad request', { status: 'error', error: 'parse error' }, 400, 'responded 400: parse error'],
    [
      'an error of the query',
      { status: 'error', error: 'no\n match' },
      422,
      'responded 422: no match',
    ],
    ['a refusal', 'no', 401, 'responded 401'],
    ['an error of the server', 'oops', 500, 'responded 500'],
    [
      'a server that is busy',
      { status: 'error', error: 'timed out' },
      503,
      'responded 503: timed out',
    ],
    ['a good number under a bad status', vector('0.1'), 500, 'responded 500'],
    ['a redirect', '', 302, 'responded 302'],
    ['an error that calls itself right', { status: 'error', error: 'x' }, 200, 'responded 200: x'],
    ['no JSON', '<html>', 200, 'not a Prometheus response'],
    ['null', 'null', 200, 'not a Prometheus response'],
    ['an answer without data', { status: 'success' }, 200, 'not a Prometheus response'],
    ['no series', vector(), 200, 'returned no series'],
    ['no number', vector('NaN'), 200, 'gave NaN for {at="0"}, expected < 0.5'],
    ['an empty number', vector(''), 200, 'gave no number for {at="0"}, expected < 0.5'],
    ['a word', vector('few'), 200, 'gave few for {at="0"}, expected < 0.5'],
    ['a number that is no text', vector(0.1), 200, 'gave no number for {at="0"}, expected < 0.5'],
    [
      'a histogram',
      vectorOf({ metric: {}, histogram: [1, { count: '1' }] }),
      200,
      'gave no number, expected < 0.5',
    ],
    [
      'a good number of which some is missing',
      { ...vector('0.1'), warnings: ['a store is away'] },
      200,
      'gave 0.1 for {at="0"}, but warned: a store is away',
    ],
    [
      'more than anybody reads',
      `{"a":"${'x'.repeat(1024 * 1024)}"}`,
      200,
      'responded with more than',
    ],
  ])('V1 that is %s is inconclusive', async (_, body, status, saw) => {
    const url = await serveBody(body, status);
    const { verdict, sentence } = await check(url);
    expect(verdict).toBe('inconclusive');
    expect(sentence).toContain(`errors: ${url} ${saw}`);
  });

  test('V1 with one bad number is failed, whatever else it says', async () => {
    const url = await serveBody({ ...vector('0.1', 'NaN', '0.9', '+Inf'), warnings: ['x'] });
    expect(await check(url)).toEqual({
      verdict: 'failed',
      sentence: `errors: ${url} gave 0.9 for {at="2"}, expected < 0.5 (2 of 4 series).`,
    });
  });

  test('with a remark on the query is judged by its number', async () => {
    const url = await serveBody({
      ...vector('1e-05'),
      warnings: ['PromQL info: metric might not be a counter'],
    });
    expect(await check(url)).toMatchObject({ verdict: 'passed' });
  });

  test('that is a scalar is judged as a series is', async () => {
    const scalar = (value: string) => ({
      status: 'success',
      data: { resultType: 'scalar', result: [1, value] },
    });
    expect(await check(await serveBody(scalar('-Inf')))).toMatchObject({ verdict: 'passed' });
    expect(await check(await serveBody(scalar('0.5')))).toMatchObject({ verdict: 'failed' });
  });

  test('is told in one line of a length that people read', async () => {
    const url = await serveBody({ status: 'error', error: 'x\n'.repeat(1_000) }, 400);
    const { sentence } = await check(url);
    expect(sentence).not.toContain('\n');
    expect(sentence.length).toBeLessThan(300);
  });
});

describe('no answer', () => {
  test('V1 is inconclusive where nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new Promise((closed) => server.close(closed));
    expect(await check(url, { retryForMs: 300 })).toEqual({
      verdict: 'inconclusive',
      sentence: `errors: ${url} no response: ECONNREFUSED (tried for 300ms).`,
    });
  });

  test('V1 is inconclusive where none comes in time', async () => {
    const url = await serve(() => {});
    expect(await check(url)).toEqual({
      verdict: 'inconclusive',
      sentence: `errors: ${url} no response within 1s.`,
    });
  });

  test('V1 is inconclusive where no Prometheus is known', async () => {
    expect(await check(undefined)).toEqual({
      verdict: 'inconclusive',
      sentence: 'errors: staging has no `prometheus` address.',
    });
  });

  test('V1 after a bad number leaves it at that', async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.end(JSON.stringify(asked === 1 ? vector('0.9') : vector()));
    });
    expect(await check(url, { retryForMs: 700 })).toMatchObject({ verdict: 'failed' });
    expect(asked).toBeGreaterThan(1);
  });

  test('ends at once with the reason when it is cancelled', async () => {
    const reason = new Error('cancelled');
    const cancel = new AbortController();
    const url = await serve(() => cancel.abort(reason));
    await expect(check(url, { retryForMs: 60_000 }, cancel.signal)).rejects.toBe(reason);
  });
});
