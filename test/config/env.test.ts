import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readClientEnv, readEnv, readSecret } from '../../src/config/env.ts';
import { refusalOf } from './problems.ts';

const folder = mkdtempSync(join(tmpdir(), 'slipway-env-'));
afterAll(() => rmSync(folder, { recursive: true }));

const pem = (kind: 'ed25519' | 'x25519') =>
  generateKeyPairSync(kind as 'ed25519')
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

describe('the settings of a process', () => {
  test('have defaults, also for an empty variable', () => {
    const defaults = {
      configFile: 'slipway.yaml',
      dataDirectory: 'var',
      host: '127.0.0.1',
      port: 3000,
      portGiven: false,
      temporalPort: { port: 7233, given: false },
      temporalUiPort: { port: 8233, given: false },
      temporalUi: 'guarded',
      signingKey: undefined,
      publicUrl: undefined,
      temporalUiUrl: undefined,
      logLevel: 'info',
      sessionSecret: undefined,
      proxies: 0,
      metricsHost: '127.0.0.1',
      metricsPort: { port: 9464, given: false },
      buildId: undefined,
    };
    expect(readEnv({})).toEqual(defaults);
    expect(readEnv({ SLIPWAY_PORT: '', SLIPWAY_HOST: '', SLIPWAY_SIGNING_KEY: '' })).toEqual(
      defaults,
    );
  });

  test('come from the variables', () => {
    const key = pem('ed25519');
    const env = readEnv({
      SLIPWAY_CONFIG: '/etc/slipway.yaml',
      SLIPWAY_DATA_DIR: '/srv',
      SLIPWAY_HOST: '::1',
      SLIPWAY_PORT: '3000',
      SLIPWAY_TEMPORAL_PORT: '17233',
      SLIPWAY_TEMPORAL_UI_PORT: '18233',
      SLIPWAY_TEMPORAL_UI: 'unguarded',
      SLIPWAY_SIGNING_KEY: key.replaceAll('\n', '\\n'),
      SLIPWAY_SESSION_SECRET: 's'.repeat(32),
      SLIPWAY_PROXIES: '2',
      SLIPWAY_URL: 'https://slipway.example.com/',
      SLIPWAY_TEMPORAL_UI_URL: 'http://ui:8080/temporal',
      SLIPWAY_LOG_LEVEL: 'debug',
      SLIPWAY_METRICS_HOST: '0.0.0.0',
      SLIPWAY_METRICS_PORT: '9464',
      SLIPWAY_BUILD_ID: 'v1.2-3f2a91c',
      SLIPWAY_WORKFLOW_SLOTS: '5',
      SLIPWAY_BUILD_SLOTS: '8',
      SLIPWAY_DEPLOY_SLOTS: '1000',
    });
    expect(env).toMatchObject({
      configFile: '/etc/slipway.yaml',
      dataDirectory: '/srv',
      host: '::1',
      port: 3000,
      portGiven: true,
      temporalPort: { port: 17_233, given: true },
      temporalUiPort: { port: 18_233, given: true },
      temporalUi: 'unguarded',
      publicUrl: 'https://slipway.example.com',
      temporalUiUrl: 'http://ui:8080/temporal',
      logLevel: 'debug',
      proxies: 2,
      metricsHost: '0.0.0.0',
      metricsPort: { port: 9464, given: true },
      buildId: 'v1.2-3f2a91c',
      workflowSlots: 5,
      buildSlots: 8,
      deploySlots: 1_000,
    });
    expect(env.sessionSecret?.reveal()).toBe('s'.repeat(32));
    expect(env.signingKey?.reveal()).toBe(key);
  });

  test('are all reported, each by the name of its variable', () => {
    const variables = {
      SLIPWAY_PORT: '80a',
      SLIPWAY_TEMPORAL_PORT: '0',
      SLIPWAY_HOST: 'http://x',
      SLIPWAY_URL: 'slipway.example.com',
      SLIPWAY_LOG_LEVEL: 'loud',
      SLIPWAY_METRICS_PORT: '0',
      SLIPWAY_BUILD_ID: 'two words',
      SLIPWAY_WORKFLOW_SLOTS: 'many',
      SLIPWAY_BUILD_SLOTS: '0',
      SLIPWAY_DEPLOY_SLOTS: '1001',
      SLIPWAY_SIGNING_KEY: 'geheim',
      SLIPWAY_SESSION_SECRET: 'geheim too',
      SLIPWAY_PROXIES: '10',
    };
    const { code, lines } = refusalOf(() => readEnv(variables));
    expect(code).toBe('CONFIG_INVALID');
    expect(lines.map((line) => line.split(':')[0] ?? '').toSorted()).toEqual(
      Object.keys(variables).toSorted((a, b) => (a < b ? -1 : 1)),
    );
    expect(lines).toContain('SLIPWAY_PORT: found "80a", expected a port from 0 to 65535');
    expect(lines).toContain('SLIPWAY_SESSION_SECRET: found 10 characters, expected at least 32');
    expect(lines.join('\n')).not.toContain('geheim');
  });

  test('do not accept a key that cannot sign', () => {
    const { lines } = refusalOf(() => readEnv({ SLIPWAY_SIGNING_KEY: pem('x25519') }));
    expect(lines[0]).toContain('SLIPWAY_SIGNING_KEY: found another text, expected a PEM');
  });
});

describe('the settings of the command line', () => {
  test('are an address and a token, which may be in a file', () => {
    const file = join(folder, 'principal');
    writeFileSync(file, 'from-a-file\n');
    expect(readClientEnv({}, undefined)).toEqual({ url: 'http://127.0.0.1:3000' });
    const { url, token } = readClientEnv(
      { SLIPWAY_URL: 'https://slipway.example.com/', SLIPWAY_TOKEN_FILE: file },
      undefined,
    );
    expect([url, token?.reveal()]).toEqual(['https://slipway.example.com', 'from-a-file']);
  });

  test('prefer the given address', () => {
    const named = readClientEnv({ SLIPWAY_URL: 'nonsense' }, 'http://127.0.0.1:4000');
    expect(named.url).toBe('http://127.0.0.1:4000');
    expect(refusalOf(() => readClientEnv({}, 'nonsense')).lines).toEqual([
      '--url: found "nonsense", expected an address such as https://slipway.example.com',
    ]);
  });

  test('refuse a token that no header can have, without showing it', () => {
    const { lines } = refusalOf(() => readClientEnv({ SLIPWAY_TOKEN: 'hunter 2\n3' }, undefined));
    expect(lines).toEqual([
      'SLIPWAY_TOKEN: found spaces or other characters that a token cannot have',
    ]);
  });
});

describe('a secret of a process', () => {
  test('comes from its variable, or from the file of NAME_FILE', () => {
    const file = join(folder, 'token');
    writeFileSync(file, 'from a file\n');
    expect(readSecret('TOKEN', { TOKEN: 'direct' })?.reveal()).toBe('direct');
    expect(readSecret('TOKEN', { TOKEN_FILE: file })?.reveal()).toBe('from a file');
    expect(readSecret('TOKEN', {})).toBeUndefined();
  });

  test('is refused when it is given twice, or its file is missing', () => {
    expect(refusalOf(() => readSecret('TOKEN', { TOKEN: 'x', TOKEN_FILE: 'y' })).lines).toEqual([
      'TOKEN: found TOKEN and TOKEN_FILE, expected one of them',
    ]);
    const missing = join(folder, 'missing');
    expect(refusalOf(() => readSecret('TOKEN', { TOKEN_FILE: missing })).lines).toEqual([
      `TOKEN_FILE: found ${missing} (ENOENT), expected a file that can be read`,
    ]);
  });
});
