import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const SERVER = fileURLToPath(new URL('../../dist/entry/server.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'slipway-server-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the API with a slipway.yaml until it ends by itself. */
async function refused(yaml: string, env: Record<string, string>) {
  const file = join(folder, 'slipway.yaml');
  writeFileSync(file, yaml);
  const settings = { SLIPWAY_CONFIG: file, SLIPWAY_VAR: folder, SLIPWAY_PORT: '0', ...env };
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
  it('serves this machine only while no caller is configured', async () => {
    const { exitCode, said } = await refused('services: {}', { SLIPWAY_HOST: '0.0.0.0' });
    expect(exitCode).toBe(2);
    expect(said).toContain('BIND_REFUSED');
    expect(said).toContain('Configure callers');
  });

  it('does not start with a slipway.yaml that does not fit, and names the place', async () => {
    const { exitCode, said } = await refused('service: {}', {});
    expect(exitCode).toBe(2);
    expect(said).toContain('slipway.yaml:1:1');
  });
});
