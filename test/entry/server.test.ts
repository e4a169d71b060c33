import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { startProgram } from '../support/program.ts';
import { freePort } from '../support/free-port.ts';

const SERVER = fileURLToPath(new URL('../../dist/entry/server.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'slipway-server-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the API with a slipway.yaml until it ends by itself. */
async function refused(yaml: string, env: Record<string, string>) {
  const file = join(folder, 'slipway.yaml');
  writeFileSync(file, yaml);
  const settings = { SLIPWAY_CONFIG: file, SLIPWAY_DATA_DIR: folder, SLIPWAY_PORT: '0', ...env };
  const child = spawn(process.execPath, [SERVER], {
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const [exitCode] = await once(child, 'exit');
  return { exitCode, said };
}

describe('the API', () => {
  it('serves this machine only while no users are configured', async () => {
    const { exitCode, said } = await refused('services: {}', { SLIPWAY_HOST: '0.0.0.0' });
    expect(exitCode).toBe(2);
    expect(said).toContain('BIND_REFUSED');
    expect(said).toContain('Add users to slipway.yaml');
  });

  it('does not start with an invalid slipway.yaml, and names the place', async () => {
    const { exitCode, said } = await refused('service: {}', {});
    expect(exitCode).toBe(2);
    expect(said).toContain('slipway.yaml:1:1');
  });

  it('marks a new store with the data format, so that `npm start` does not take it for an old one', async () => {
    const own = mkdtempSync(join(folder, 'store-'));
    const file = join(own, 'slipway.yaml');
    writeFileSync(file, 'services: {}');
    const env = { PATH: process.env['PATH'] ?? '', SLIPWAY_CONFIG: file, SLIPWAY_DATA_DIR: own };
    const api = await startProgram({
      file: SERVER,
      env: { ...env, SLIPWAY_PORT: String(await freePort()) },
      logFile: join(own, 'api.log'),
      ready: 'API ready',
    });
    await api.stop();
    expect(readdirSync(join(own, 'var/store'))).toContain('data-format');
  });

  it('W4 authenticates by the current slipway.yaml, and never lets everyone in', async () => {
    const file = join(folder, 'live.yaml');
    const allow = (...names: string[]) => {
      const principals = names.map(
        (name) => `{ name: ${name}, roles: [start], token: { env: TOKEN_${name} } }`,
      );
      writeFileSync(file, `serviceAccounts: [${principals.join(', ')}]\nservices: {}\n`);
    };
    allow('ci');
    const port = await freePort();
    const api = await startProgram({
      file: SERVER,
      env: {
        PATH: process.env['PATH'] ?? '',
        SLIPWAY_CONFIG: file,
        SLIPWAY_DATA_DIR: folder,
        SLIPWAY_HOST: '0.0.0.0',
        SLIPWAY_PORT: String(port),
        TOKEN_ci: 'the-token-of-ci-is-long-enough',
        TOKEN_cd: 'the-token-of-cd-is-long-enough',
      },
      logFile: join(folder, 'live.log'),
      ready: 'API ready',
    });
    const ask = async (path: string, name: string) =>
      await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { Authorization: `Bearer the-token-of-${name}-is-long-enough` },
      });
    const statuses = async () => [
      (await ask('/services', 'ci')).status,
      (await ask('/services', 'cd')).status,
    ];
    try {
      expect(await statuses()).toEqual([200, 401]);
      allow('cd');
      await vi.waitFor(async () => expect(await statuses()).toEqual([401, 200]), 10_000);
      allow();
      const brokenNow = async () =>
        expect(await (await ask('/health/ready', 'cd')).json()).toMatchObject({
          configuration: 'broken',
          problem: expect.stringContaining('No users are set up'),
        });
      await vi.waitFor(brokenNow, 20_000);
      expect(await statuses()).toEqual([401, 200]);
    } finally {
      await api.stop();
    }
  });
});
