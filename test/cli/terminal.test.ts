import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Listening, listen } from '../../src/program/listen.ts';
import { appWith, AT_GATE, recordsInMemory, toldSoFar } from '../support/api.ts';
import { INPUT } from '../support/plan.ts';
import { temporaryFolder } from '../store/folder-of.ts';

const CLI = ['--import', 'tsx', resolve(import.meta.dirname, '../../src/entry/cli.ts')];
const COMMAND = [process.execPath, ...CLI].join(' ');
const TOKEN = 'ana';
let server: Listening;
let env: Record<string, string>;

beforeAll(async () => {
  const stopping = new AbortController();
  const endless = Buffer.from('a line of a log\n'.repeat(4_000));
  const store = {
    readLog: async () => ({ chunk: endless, ended: false }),
    lastAttempt: async () => 1,
    ...recordsInMemory(),
  };
  const app = appWith(
    { history: async () => AT_GATE, follow: (_, from) => toldSoFar(AT_GATE, from) },
    { store, stopping: stopping.signal, logError: () => {} },
  );
  server = await listen(app, { host: '127.0.0.1', port: 0, stop: () => stopping.abort() });
  const url = `http://127.0.0.1:${server.port}`;
  env = { PATH: process.env['PATH'] ?? '', SLIPWAY_URL: url, SLIPWAY_TOKEN: TOKEN };
});
afterAll(() => server.close());

/** Runs a line in a real shell, while the server in this process answers. */
async function shell(line: string, more: Record<string, string> = {}) {
  const child = spawn('bash', ['--norc', '-c', line], { env: { ...env, ...more }, stdio: 'pipe' });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.err += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number];
  return { status, ...said };
}

describe('a reader that has enough', () => {
  it('ends an endless command quietly, and not as if it were done', async () => {
    const line = `${COMMAND} logs ${INPUT.id} build --follow | head -1; exit \${PIPESTATUS[0]}`;
    expect(await shell(line)).toEqual({ status: 141, out: 'a line of a log\n', err: '' });
  });
});

describe('Ctrl-C', () => {
  it('ends a command that waits quietly, by 130', async () => {
    const child = spawn(process.execPath, [...CLI, 'follow', INPUT.id], { env, stdio: 'pipe' });
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    const exited = once(child, 'exit');
    for await (const chunk of child.stdout) if (String(chunk).includes('Waiting for')) break;
    child.kill('SIGINT');
    expect([await exited, err]).toEqual([[130, null], '']);
  });
});

describe('colours', () => {
  const onTerminal = `script -qec '${COMMAND} why ${INPUT.id}' /dev/null`;

  it('are for a terminal', async () => {
    const { out } = await shell(onTerminal, { TERM: 'xterm-256color' });
    expect(out).toContain('\u001b[33mWaiting for 1 approval to deploy to production.\u001b[39m');
  });
  it('are not for who wants none', async () => {
    const { out } = await shell(onTerminal, { TERM: 'xterm-256color', NO_COLOR: '1' });
    expect(out).toContain('Waiting for 1 approval');
    expect(out).not.toContain('\u001b[');
  });
  it('are not for a pipe', async () => {
    const { out } = await shell(`${COMMAND} why ${INPUT.id}`, { TERM: 'xterm-256color' });
    expect(out).toContain('Waiting for 1 approval');
    expect(out).not.toContain('\u001b[');
  });
});

describe('a token', () => {
  const secret = 'this-token-must-not-be-seen';

  it.each([
    ['is refused', {}],
    ['cannot be sent', { SLIPWAY_URL: 'http://127.0.0.1:1' }],
    ['is broken', { SLIPWAY_TOKEN: `${secret} and more` }],
  ])('that %s is never printed', async (_, more) => {
    const { status, out, err } = await shell(`${COMMAND} list`, { SLIPWAY_TOKEN: secret, ...more });
    expect(status).not.toBe(0);
    expect(out + err).not.toContain(secret);
  });
  it('has no place among the words of a command', () => {
    const { stdout } = spawnSync(process.execPath, [...CLI, 'help', 'list'], { encoding: 'utf8' });
    expect(stdout).not.toMatch(/token/i);
  });
});

describe('what opens a page', () => {
  it('sees no setting of Slipway', async () => {
    const folder = temporaryFolder();
    const opener = `#!/bin/sh\n{ echo "$1"; env; } > ${folder}/open\nmv ${folder}/open ${folder}/seen\n`;
    writeFileSync(join(folder, 'xdg-open'), opener, { mode: 0o755 });
    const { out } = await shell(`PATH="${folder}:$PATH" ${COMMAND} open ${INPUT.id}`);
    expect(out).toBe(`${env['SLIPWAY_URL']}/ui/releases/${INPUT.id}\n`);
    const seen = await vi.waitFor(() => readFileSync(join(folder, 'seen'), 'utf8'), 10_000);
    expect(seen.startsWith(out)).toBe(true);
    expect(seen).not.toContain('SLIPWAY_');
  });
  it('is missed politely', async () => {
    const { status, err } = await shell(`PATH=/nowhere ${COMMAND} open`);
    expect([status, err]).toEqual([0, expect.stringContaining('Open the URL above yourself')]);
  });
});
