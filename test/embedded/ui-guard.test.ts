import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemPort } from '../../src/program/ports.ts';
import { guardUi, type UiGuard } from '../../src/embedded/ui-guard.ts';

const host = '127.0.0.1';

/** Stands for Temporal's UI: says what it was asked, and holds back the end of what is long. */
let ui: Server;
let asked: string[];
let guard: UiGuard;
let port: number;
let finish: () => void;
beforeEach(async () => {
  asked = [];
  ui = createServer((incoming, answer) => void say(incoming, answer)).listen(0, host);
  await once(ui, 'listening');
  port = (await systemPort(host)) ?? 0;
  guard = await guardUi({ host, port }, { host, port: (ui.address() as AddressInfo).port });
});
afterEach(async () => {
  await guard.close();
  ui.closeAllConnections();
  await new Promise((closed) => ui.close(closed));
});

async function say(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
  asked.push(`${incoming.method} ${incoming.url}`);
  answer.setHeader('set-cookie', ['a=1', 'b=2']);
  if (incoming.url === '/long') {
    answer.write('first ');
    finish = () => answer.end('last');
    return;
  }
  let body = '';
  for await (const chunk of incoming.setEncoding('utf8')) body += chunk;
  answer.writeHead(incoming.url === '/missing' ? 404 : 200).end(`${incoming.headers.host} ${body}`);
}

/** `fetch` chooses the Host by itself, so this does not use it. */
async function send(method: string, path: string, headers: IncomingHttpHeaders, body = '') {
  const sent = request({ host, port, method, path, headers, agent: false });
  sent.end(body);
  const [answer] = await once(sent, 'response');
  let text = '';
  for await (const chunk of answer.setEncoding('utf8')) text += chunk;
  return { status: answer.statusCode, headers: answer.headers, text };
}

const names = () => [
  `127.0.0.1:${port}`,
  `localhost:${port}`,
  `LOCALHOST:${port}`,
  `[::1]:${port}`,
];

test("Temporal's UI is served under the names of this machine with its port.", async () => {
  for (const name of names())
    expect((await send('GET', '/', { host: name })).status, name).toBe(200);
});

test("Temporal's UI hears nothing of a request that names another host, or another port.", async () => {
  const others = [
    'evil.test',
    `evil.test:${port}`,
    '127.0.0.1',
    'localhost:1',
    `127.0.0.2:${port}`,
  ];
  const tricks = [
    `localhost:${port}.evil.test`,
    `evil.test@localhost:${port}`,
    `localhost.:${port}`,
  ];
  for (const name of [...others, ...tricks]) {
    const { status, text } = await send('GET', '/', { host: name });
    expect([status, text], name).toEqual([
      421,
      `Temporal's UI is at http://127.0.0.1:${port}, and answers to no other.\n`,
    ]);
  }
  expect(asked).toEqual([]);
});

test("Temporal's UI hears nothing of a change that a page of another site asks for.", async () => {
  const own = { host: `127.0.0.1:${port}` };
  for (const said of [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:4001' },
    { 'sec-fetch-site': 'cross-site', origin: `http://127.0.0.1:${port}` },
    { origin: 'http://evil.test' },
    { origin: 'null' },
  ])
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      expect((await send(method, '/', { ...own, ...said })).status).toBe(403);
  expect(asked).toEqual([]);
});

test("Temporal's UI gets what its own pages ask for, and what is no browser, with the body.", async () => {
  const name = `127.0.0.1:${port}`;
  for (const said of [{ 'sec-fetch-site': 'same-origin' }, { origin: `http://${name}` }, {}])
    for (const [method, framed] of [
      ['POST', { 'content-length': '4' }],
      ['DELETE', { 'transfer-encoding': 'chunked' }],
    ] as const) {
      const { status, text } = await send(
        method,
        '/a?b=c',
        { host: name, ...said, ...framed },
        'body',
      );
      expect([status, text]).toEqual([200, `${name} body`]);
    }
  expect(new Set(asked)).toEqual(new Set(['POST /a?b=c', 'DELETE /a?b=c']));
});

test("The answers of Temporal's UI come through with their status and every cookie.", async () => {
  const { status, headers } = await send('GET', '/missing', { host: `localhost:${port}` });
  expect([status, headers['set-cookie']]).toEqual([404, ['a=1', 'b=2']]);
});

test("What Temporal's UI sends piece by piece arrives piece by piece.", async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/long`);
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('first ');
  finish();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe('last');
});

test("A page is told when Temporal's UI does not answer.", async () => {
  await new Promise((closed) => ui.close(closed));
  const { status, text } = await send('POST', '/', { host: `localhost:${port}` }, 'body');
  expect([status, text]).toEqual([502, "Temporal's UI does not answer.\n"]);
});

test('Closing ends what is under way, and leaves the port.', async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/long`);
  await Promise.all([guard.close(), guard.close()]);
  await expect(answer.text()).rejects.toThrow('terminated');
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed');
});

test('A port that another program uses is refused by its code.', async () => {
  const ours = guardUi({ host, port }, { host, port: 1 });
  await expect(ours).rejects.toMatchObject({ code: 'PORT_IN_USE' });
});
