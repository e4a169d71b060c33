import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { readPipeline } from '../../src/config/pipeline-file.ts';
import { freePort } from '../support/free-port.ts';

const FIRST = '1'.repeat(40);
const SECOND = '2'.repeat(40);
const hello = join(import.meta.dirname, '../../examples/hello');
const pipeline = readPipeline(readFileSync(join(hello, 'pipeline.yaml'), 'utf8'));

let folder: string;
let target: string;
let url: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-hello-'));
  target = join(folder, 'target');
  url = `http://127.0.0.1:${await freePort()}`;
});

afterEach(() => {
  const pid = servingPid();
  if (pid !== undefined && isRunning(pid)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('the example service hello', () => {
  test('is built, tested, activated and checked by its own pipeline', async () => {
    const source = await build(FIRST);
    for (const suite of pipeline.test) await run(suite.run, source, FIRST);
    await activate(FIRST);
    for (const check of pipeline.verify)
      if (check.kind === 'run') await run(check.run, source, FIRST);
      else if (check.kind === 'http')
        expect((await fetch(url + check.path)).status).toBe(check.expectStatus);
  });

  test('B1 gives the same bytes when it is built again', async () => {
    const [one, other] = [await build(FIRST), await build(FIRST, 'again')];
    for (const file of ['server.mjs', 'activate', 'release.json'])
      expect(readFileSync(join(one, 'dist', file))).toEqual(
        readFileSync(join(other, 'dist', file)),
      );
  });

  test('ends the server before when the next release is activated', async () => {
    await build(FIRST);
    await activate(FIRST);
    const before = servingPid();
    await build(SECOND);
    await activate(SECOND);
    expect(await (await fetch(url)).text()).toContain(SECOND);
    expect(isRunning(before)).toBe(false);
  });

  test('is served by one process when it is activated twice', async () => {
    await build(FIRST);
    await activate(FIRST);
    const before = servingPid();
    await activate(FIRST);
    expect(isRunning(before)).toBe(false);
    expect(await (await fetch(url)).text()).toContain(FIRST);
  });

  test('never ends another process with the number of its server', async () => {
    await build(FIRST);
    await mkTarget();
    writeFileSync(join(target, 'service.pid'), `${process.pid}\n`);
    await activate(FIRST);
    expect(await (await fetch(url)).text()).toContain(FIRST);
  });

  test('fails with the reason when another program has the port', async () => {
    const other = createServer((_, response) => response.end('{"status":"ok"}'));
    await new Promise<void>((resolve) =>
      other.listen(Number(new URL(url).port), '127.0.0.1', resolve),
    );
    await build(FIRST);
    await expect(activate(FIRST)).rejects.toThrow(/Port \d+ of 127.0.0.1 is in use/);
    await vi.waitFor(() => expect(isRunning(servingPid())).toBe(false));
    other.closeAllConnections();
    other.close();
  });

  test('fails its smoke test when another commit responds', async () => {
    const source = await build(FIRST);
    await activate(FIRST);
    await expect(run('node smoke.mjs', source, SECOND)).rejects.toThrow(`from commit ${SECOND}`);
  });
});

async function build(commit: string, name = commit): Promise<string> {
  const source = join(folder, name);
  cpSync(hello, source, { recursive: true, filter: (path) => !path.endsWith('/dist') });
  await run(pipeline.build.run, source, commit);
  return source;
}

/** What the `directory` target does, as far as the release sees it. */
async function activate(commit: string): Promise<void> {
  await mkTarget();
  const released = join(target, 'releases', commit);
  cpSync(join(folder, commit, pipeline.build.artifact), released, { recursive: true });
  await run('./activate', released, commit);
}

async function mkTarget(): Promise<void> {
  await run(`mkdir -p '${join(target, 'releases')}'`, folder, FIRST);
}

function run(line: string, cwd: string, commit: string) {
  const { PATH } = process.env;
  const env = { PATH, SLIPWAY_COMMIT: commit, SLIPWAY_URL: url, SLIPWAY_TARGET: target };
  return promisify(execFile)('/bin/sh', ['-c', line], { cwd, env, timeout: 30_000 });
}

function servingPid(): number | undefined {
  try {
    return Number(readFileSync(join(target, 'service.pid'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** A process that has ended but was not fetched by its parent has no command line. */
function isRunning(pid: number | undefined): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('server.mjs');
  } catch {
    return false;
  }
}
