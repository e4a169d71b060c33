import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocket, type Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { verifyHttp } from '../../../src/activities/verification/http.ts';
import type { HttpVerification } from '../../../src/domain/plan/pipeline.ts';

async function listen(server: Server): Promise<string> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  onTestFinished(() => server.closeAllConnections());
  return listen(server);
}

async function unusedAddress(): Promise<string> {
  const server = createSocket();
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${port}`;
}

async function check(url: string, wanted: Partial<HttpVerification> = {}) {
  const log: string[] = [];
  const { signal } = new AbortController();
  const verification: HttpVerification = {
    kind: 'http',
    name: 'healthy',
    path: '/healthz',
    expectStatus: 200,
    retryForMs: 0,
    ...wanted,
  };
  const result = await verifyHttp({ url, verification, signal, say: (line) => log.push(line) });
  return { ...result, log };
}

test('a check passes when the status is the expected one', async () => {
  const url = await serve((request, response) => {
    response.writeHead(request.url === '/app/healthz' ? 204 : 404).end();
  });
  expect(await check(`${url}/app/`, { expectStatus: 204 })).toEqual({
    verdict: 'passed',
    sentence: `healthy: ${url}/app/healthz responded 204.`,
    log: [`healthy: ${url}/app/healthz responded 204`],
  });
});

test('a check passes when the body has the expected text, across chunks', async () => {
  const url = await serve((_, response) => {
    response.write('release hel');
    setTimeout(() => response.end('lo-1 ✓'), 20);
  });
  expect(await check(url, { expectText: 'hello-1 ✓' })).toMatchObject({ verdict: 'passed' });
});

test('V1 another status is failed, and the sentence says both', async () => {
  const url = await serve((_, response) => response.writeHead(503).end());
  expect(await check(url)).toMatchObject({
    verdict: 'failed',
    sentence: `healthy: ${url}/healthz responded 503, expected 200.`,
  });
});

test('V1 a missing text is failed', async () => {
  const url = await serve((_, response) => response.end('hello-1'));
  expect(await check(url, { expectText: 'hello-2' })).toMatchObject({
    verdict: 'failed',
    sentence: `healthy: ${url}/healthz responded 200 without "hello-2".`,
  });
});

test('a redirect is an answer and is not followed', async () => {
  const url = await serve((request, response) => {
    if (request.url !== '/healthz') response.end();
    else response.writeHead(302, { location: '/login' }).end();
  });
  expect(await check(url)).toMatchObject({ verdict: 'failed' });
  expect(await check(url, { expectStatus: 302 })).toMatchObject({ verdict: 'passed' });
});

test('V1 an address where nobody listens is inconclusive', async () => {
  const url = await unusedAddress();
  expect(await check(url)).toMatchObject({
    verdict: 'inconclusive',
    sentence: `healthy: ${url}/healthz no response: ECONNREFUSED.`,
  });
});

test('V1 a name that nobody knows is inconclusive', async () => {
  const { verdict, sentence } = await check('http://slipway.invalid');
  expect(verdict).toBe('inconclusive');
  expect(sentence).toMatch(/no response: E\w+/);
});

test('V1 a server that does not answer is inconclusive', async () => {
  const url = await serve(() => {});
  expect(await check(url)).toMatchObject({
    verdict: 'inconclusive',
    sentence: `healthy: ${url}/healthz no response within 1s.`,
  });
});

test('V1 an answer that breaks off before the text is inconclusive', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('hel');
    setTimeout(() => response.destroy(), 20);
  });
  expect(await check(url, { expectText: 'hello' })).toMatchObject({ verdict: 'inconclusive' });
});

test('a body without an end is read up to 1 MiB', async () => {
  let sentBytes = 0;
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const url = await serve((_, response) => {
    const send = () => {
      while (!response.destroyed && response.write(chunk)) sentBytes += chunk.length;
    };
    response.on('drain', send);
    send();
  });
  expect(await check(url, { expectText: 'hello' })).toMatchObject({ verdict: 'failed' });
  expect(sentBytes).toBeLessThan(32 * 1024 * 1024);
});

test('a check is tried again until the server is ready, and the log tells each change once', async () => {
  let requests = 0;
  const url = await serve((_, response) => {
    requests += 1;
    response.writeHead(requests < 3 ? 503 : 200).end();
  });
  const { verdict, log } = await check(url, { retryForMs: 5_000 });
  expect(verdict).toBe('passed');
  expect(requests).toBe(3);
  expect(log).toHaveLength(2);
});

test('V1 a server that answered wrongly and then went away is failed', async () => {
  const server = createServer((_, response) => {
    response.writeHead(500).end();
    server.close();
  });
  const url = await listen(server);
  expect(await check(url, { retryForMs: 400 })).toMatchObject({
    verdict: 'failed',
    sentence: `healthy: ${url}/healthz responded 500, expected 200 (tried for 400ms).`,
  });
});

test('a check that is cancelled ends at once with the reason', async () => {
  const reason = new Error('cancelled');
  const cancel = new AbortController();
  const url = await serve(() => cancel.abort(reason));
  const verification = {
    kind: 'http',
    name: 'healthy',
    path: '/',
    expectStatus: 200,
    retryForMs: 60_000,
  } as const;
  const running = verifyHttp({ url, verification, signal: cancel.signal, say: () => {} });
  await expect(running).rejects.toBe(reason);
});

test('a check that is cancelled between two tries ends at once with the reason', async () => {
  const reason = new Error('cancelled');
  const cancel = new AbortController();
  const url = await unusedAddress();
  const verification = {
    kind: 'http',
    name: 'healthy',
    path: '/',
    expectStatus: 200,
    retryForMs: 60_000,
  } as const;
  const say = () => void setTimeout(() => cancel.abort(reason), 20);
  const running = verifyHttp({ url, verification, signal: cancel.signal, say });
  await expect(running).rejects.toBe(reason);
});
