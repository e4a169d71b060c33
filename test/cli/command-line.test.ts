import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../store/folder-of.ts';
import { bytesOf, ENTRIES, linesOf, newKeys, signedEntries } from '../support/record.ts';

const CLI = resolve(import.meta.dirname, '../../src/entry/cli.ts');
const KEYS = newKeys();
const SPKI = KEYS.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const PEM = KEYS.publicKey.export({ format: 'pem', type: 'spki' }).toString();
const LINES = linesOf(signedEntries(ENTRIES, KEYS));

function run(...args: readonly string[]) {
  const argv = ['--import', 'tsx', CLI, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

/** Checks a record by a key, both from files. */
function verify(record: Uint8Array, key: string) {
  const folder = temporaryFolder();
  const [file, keyFile] = [join(folder, 'record.jsonl'), join(folder, 'key')];
  writeFileSync(file, record);
  writeFileSync(keyFile, key);
  return run('verify-record', file, '--key', keyFile);
}

describe('slipway verify-record', () => {
  it.each([
    ['as the store has it', SPKI],
    ['as a PEM', PEM],
  ])('A2 exits by 0 for a record that is valid and signed, by the key %s', (_, key) => {
    const { status, stdout } = verify(bytesOf(LINES), key);
    expect([status, stdout]).toEqual([0, expect.stringContaining('Valid and signed: 12 entries.')]);
  });
  it('A2 exits by 1 for a broken one, and names the line', () => {
    const { status, stderr } = verify(bytesOf(LINES.toSpliced(4, 1)), SPKI);
    expect([status, stderr]).toEqual([1, expect.stringContaining('Broken at line 5.')]);
  });
  it('A2 exits by 3 for one that nobody has signed', () => {
    expect(verify(bytesOf(linesOf(ENTRIES)), SPKI).status).toBe(3);
  });
  it.each([
    ['a key that is none', () => verify(bytesOf(LINES), 'no key')],
    ['a private key', () => verify(bytesOf(LINES), KEYS.pem)],
    ['a file that is not there', () => run('verify-record', '/nowhere', '--key', '/nowhere')],
    ['no key', () => run('verify-record', '/nowhere')],
    ['a command that it does not have', () => run('delete-record')],
  ])('exits by 2 for %s', (_, attempt) => {
    const { status, stderr } = attempt();
    expect([status, stderr]).toEqual([2, expect.stringMatching(/\S/)]);
  });
  it('exits by 0 when it shows its help', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('verify-') });
  });
});

describe('what the command line loads', () => {
  const loaded = { files: new Set<string>(), packages: new Set<string>() };
  beforeAll(() => follow(CLI, loaded));

  it('is nothing of Temporal, HTTP or the server, so that it starts at once', () => {
    expect([...loaded.packages]).toEqual(['commander']);
    expect(loaded.files.size).toBeGreaterThan(5);
    const folders = new Set([...loaded.files].map((file) => dirname(file).split('/src/')[1]));
    expect(folders).toEqual(new Set(['cli', 'domain', 'entry', 'record']));
  });
});

/** Every file and package that a file imports, on its own or by way of others. */
function follow(file: string, loaded: { files: Set<string>; packages: Set<string> }): void {
  if (loaded.files.has(file)) return;
  loaded.files.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, isType, from = ''] of text.matchAll(/^import (type )?[^;]*?from '([^']+)';/gm)) {
    if (isType || from.startsWith('node:')) continue;
    if (from.startsWith('.')) follow(resolve(dirname(file), from), loaded);
    else loaded.packages.add(from);
  }
}
