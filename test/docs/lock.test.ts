import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

function check(file: string) {
  const { status, stdout } = spawnSync(process.execPath, ['bin/lockcheck.mjs', file], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout };
}

function lockWith(packages: Record<string, unknown>): string {
  const file = join(mkdtempSync(join(tmpdir(), 'slipway-lock-')), 'package-lock.json');
  writeFileSync(file, JSON.stringify({ lockfileVersion: 3, packages }));
  return file;
}

test('`npm ci` accepts package-lock.json on every platform and with every registry', () => {
  expect(check('package-lock.json')).toEqual({
    status: 0,
    stdout: expect.stringContaining(' 0 problems'),
  });
});

test('a lock file that lacks a package for another platform is refused', () => {
  const file = lockWith({
    '': {},
    'node_modules/tool': { optionalDependencies: { 'tool-linux': '1.0.0', 'tool-mac': '1.0.0' } },
    'node_modules/tool-linux': { version: '1.0.0', optional: true },
    'node_modules/other/node_modules/tool-mac': { version: '1.0.0', optional: true },
  });
  const { status, stdout } = check(file);
  expect(status).toBe(1);
  expect(stdout).toContain('node_modules/tool lacks tool-mac:');
});

test('a package for another platform is found where Node would find it', () => {
  const file = lockWith({
    '': { optionalDependencies: { extra: '1.0.0' } },
    'node_modules/extra': {},
    'node_modules/@a/b': { optionalDependencies: { inside: '1.0.0' } },
    'node_modules/@a/b/node_modules/inside': { optionalDependencies: { extra: '1.0.0' } },
  });
  expect(check(file).status).toBe(0);
});

test('a lock file that names the address of a registry is refused', () => {
  const file = lockWith({
    '': {},
    'node_modules/tool': { resolved: 'https://packages.example.com/tool-1.0.0.tgz' },
  });
  const { status, stdout } = check(file);
  expect(status).toBe(1);
  expect(stdout).toContain('packages.example.com');
});
