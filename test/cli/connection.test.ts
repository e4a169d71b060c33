import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../src/cli/connection.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { toldOf } from '../../src/cli/failure.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function answering(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  closers.push(() => void server.close());
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function talking(on: (socket: Socket) => void): Promise<string> {
  const server = createSocketServer(on);
  closers.push(() => void server.close());
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const page =
  (status: number, type = 'text/html'): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { 'Content-Type': type }).end('<h1>hello</h1>');

const list = (url: string) => connect({ url }).releases.$get({ query: {} });

describe('a connection', () => {
  it('that nobody answers names the address, and the setting', async () => {
    const url = await talking(() => {});
    closers.splice(0)[0]?.();
    await expect(list(url)).rejects.toMatchObject({
      exitCode: EXIT.unreachable,
      message: `Cannot connect to ${url}: connection refused.`,
      next: expect.stringMatching(/npm start.*--url or SLIPWAY_URL/),
    });
  });
  it('to a host that there is not says so', async () => {
    await expect(list('http://slipway.invalid')).rejects.toMatchObject({
      exitCode: EXIT.unreachable,
      message: expect.stringMatching(/slipway.invalid: .*host/),
    });
  });
  it('that is cut says so', async () => {
    const url = await talking((socket) => void socket.once('data', () => socket.destroy()));
    await expect(list(url)).rejects.toMatchObject({
      exitCode: EXIT.unreachable,
      message: expect.stringContaining('connection closed'),
    });
  });
  it('to what speaks no HTTP says so', async () => {
    const url = await talking((socket) => void socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    await expect(list(url)).rejects.toMatchObject({
      exitCode: EXIT.unreachable,
      message: expect.stringContaining('does not speak HTTP'),
    });
  });
  it.each([
    ['a page', page(200)],
    ['that nothing is there', page(404)],
    ['a login', page(401, 'application/json')],
    [
      'a redirect to a page',
      (request, response) =>
        request.url === '/login'
          ? page(200)(request, response)
          : void response.writeHead(302, { Location: '/login' }).end(),
    ],
  ] as [string, RequestListener][])(
    'to a server that answers %s is not Slipway',
    async (_, listener) => {
      await expect(list(await answering(listener))).rejects.toMatchObject({
        exitCode: EXIT.unreachable,
        message: expect.stringMatching(/^What answers at .* is not Slipway \(\d{3} /),
      });
    },
  );
  it('through a proxy whose Slipway is away says who answered', async () => {
    const url = await answering(page(502));
    await expect(list(url)).rejects.toMatchObject({
      exitCode: EXIT.unreachable,
      message: `Cannot connect to ${url}: the proxy responded 502.`,
    });
  });
  it('that is cut in the middle of an answer is no bug', async () => {
    const url = await answering((_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"releases":');
      setTimeout(() => response.destroy(), 50);
    });
    const error: unknown = await list(url)
      .then((answer) => answer.json())
      .catch((caught: unknown) => caught);
    expect(toldOf(error)).toMatchObject({
      exitCode: EXIT.unreachable,
      lines: ['slipway: The response was cut off.', expect.stringContaining('again')],
    });
  });
  it('carries the token, and nothing else says it', async () => {
    let seen: string | undefined;
    const url = await answering((request, response) => {
      seen = request.headers.authorization;
      page(404)(request, response);
    });
    const call = connect({ url, token: { reveal: () => 'hunter22' } }).services.$get();
    await expect(call).rejects.toSatisfy(
      (error: Error) => !JSON.stringify([error.message, error.stack, error]).includes('hunter22'),
    );
    expect(seen).toBe('Bearer hunter22');
  });
});
