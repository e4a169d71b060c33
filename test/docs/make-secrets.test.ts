import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readEnv } from '../../src/config/env.ts';
import { COMPOSE, composeData, composeText, root } from './compose-file.ts';

const script = join(root, 'deploy/compose/make-secrets.sh');

function make(folder: string, path = process.env['PATH']): string {
  return execFileSync(script, [folder], { encoding: 'utf8', env: { PATH: path } });
}

function newFolder(): string {
  return join(mkdtempSync(join(tmpdir(), 'slipway-secrets-')), 'secrets');
}

/** A PATH with node and what a shell script needs, and no openssl. */
function pathWithoutOpenssl(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-path-'));
  symlinkSync(process.execPath, join(folder, 'node'));
  for (const tool of ['cat', 'chmod', 'dirname', 'mkdir', 'mv'])
    symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), join(folder, tool));
  return folder;
}

test.each([
  ['openssl', () => process.env['PATH']],
  ['node', pathWithoutOpenssl],
])('make-secrets.sh makes every secret of docker-compose.yml with %s', (_, path) => {
  const folder = newFolder();
  const printed = make(folder, path());
  const { secrets } = COMPOSE.parse(composeData(composeText()));
  expect(readdirSync(folder).toSorted()).toEqual(Object.keys(secrets).toSorted());
  const token = readFileSync(join(folder, 'admin-token'), 'utf8');
  expect(token).toMatch(/^[0-9a-f]{64}\n$/);
  expect(printed).toContain(token);
  expect(readFileSync(join(folder, 'postgres-password'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  const env = readEnv({ SLIPWAY_SIGNING_KEY_FILE: join(folder, 'signing-key') });
  expect(env.signingKey?.reveal()).toContain('PRIVATE KEY');
});

test('a second run of make-secrets.sh changes nothing and shows no token', () => {
  const folder = newFolder();
  make(folder);
  const contents = () =>
    readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
  const before = contents();
  const printed = make(folder);
  expect(contents()).toEqual(before);
  for (const content of before) expect(printed).not.toContain(content);
});

test('users of containers can read the secrets, other users of the machine cannot', () => {
  const folder = newFolder();
  make(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  for (const file of readdirSync(folder))
    expect(statSync(join(folder, file)).mode & 0o777).toBe(0o444);
});
