import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { repositoryOf, sourceOf, temporaryFolder } from './repository.ts';
import { freePort } from '../support/free-port.ts';

const CREDENTIALS = 'ci:a-token';
const ANY = { branches: [] };

/** Has the repository at `path` served, and gives its address and what the worker must know. */
type Served = (path: string) => Promise<{ address: string; env?: Record<string, string> }>;

const overHttp: Served = async (path) => ({
  address: await serveByHttp(path),
  env: {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'credential.helper',
    GIT_CONFIG_VALUE_0: '!f() { echo username=ci; echo password=a-token; }; f',
  },
});

test.each<[string, Served]>([
  ['a file address', async (path) => ({ address: `file://${path}` })],
  ['HTTP, with credentials of a helper', overHttp],
  ['the protocol of git', async (path) => ({ address: await serveByGit(path) })],
  ['SSH, by a URL', async (path) => ({ address: `ssh://git@host${path}`, env: ssh() })],
  ['SSH, as people write it', async (path) => ({ address: `git@host:${path}`, env: ssh() })],
])('a repository is reached by %s', async (_, served) => {
  const { path, head, commit, run } = repositoryOf();
  const { address: repository, env = {} } = await served(path);
  const source = sourceOf(env);
  expect(await source.resolve({ repository, ...ANY, ref: 'main' })).toMatchObject({
    commit: head(),
  });

  const later = commit({ 'a.txt': 'two\n' });
  run('tag', 'v2');
  run('reset', '--quiet', '--hard', 'HEAD~1');
  // No branch leads there any more.
  const found = await source.resolve({ repository, ...ANY, commit: later });
  const into = temporaryFolder();
  await source.checkout({ repository, commit: found.commit, into });
  expect(readFileSync(join(into, 'a.txt'), 'utf8')).toBe('two\n');
});

test('a repository that wants credentials is not waited for where there are none', async () => {
  const repository = await serveByHttp(repositoryOf().path);
  await expect(sourceOf().resolve({ repository, ...ANY, ref: 'main' })).rejects.toMatchObject({
    code: 'REPOSITORY_UNREACHABLE',
    message: expect.stringContaining('could not read Username'),
  });
});

/** As hosts of repositories serve them, to whoever has the credentials. */
async function serveByHttp(path: string): Promise<string> {
  const server = createServer((request, response) => {
    const [, given = ''] = (request.headers.authorization ?? '').split(' ');
    if (Buffer.from(given, 'base64').toString() === CREDENTIALS)
      return void answerByBackend(dirname(path), request, response);
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="git"' }).end();
  });
  server.listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/${basename(path)}/.git`;
}

/** By the CGI program that comes with git. */
async function answerByBackend(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, search } = new URL(request.url ?? '', 'http://host');
  const header = (name: string) => String(request.headers[name] ?? '');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: header('content-type'),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  for await (const chunk of backend.stdout) chunks.push(chunk as Buffer);
  const output = Buffer.concat(chunks);
  const end = output.indexOf('\r\n\r\n');
  for (const line of output.subarray(0, end).toString().split('\r\n')) {
    const [name = '', value = ''] = line.split(': ');
    if (name === 'Status') response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.end(output.subarray(end + 4));
}

async function serveByGit(path: string): Promise<string> {
  const host = '127.0.0.1';
  const port = await freePort();
  const daemon = join(execFileSync('git', ['--exec-path']).toString().trim(), 'git-daemon');
  const own = [
    `--listen=${host}`,
    `--port=${port}`,
    '--export-all',
    `--base-path=${dirname(path)}`,
  ];
  const child: ChildProcess = spawn(daemon, ['--reuseaddr', ...own], { stdio: 'ignore' });
  onTestFinished(() => void child.kill());
  const address = `git://${host}:${port}/${basename(path)}/.git`;
  await vi.waitFor(() => execFileSync('git', ['ls-remote', address], { stdio: 'ignore' }), 10_000);
  return address;
}

/** Instead of ssh: runs what would run there on this machine. */
function ssh(): Record<string, string> {
  const program = join(temporaryFolder(), 'ssh');
  writeFileSync(program, '#!/bin/sh\nfor last; do :; done\nexec /bin/sh -c "$last"\n');
  chmodSync(program, 0o755);
  return { GIT_SSH_COMMAND: program, GIT_SSH_VARIANT: 'simple' };
}
