import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
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
  return run('verify-audit-log', file, '--key', keyFile);
}

describe('slipway verify-audit-log', () => {
  it.each([
    ['as the store has it', SPKI],
    ['as a PEM', PEM],
  ])('A2 exits by 0 for a record that is valid and signed, by the key %s', (_, key) => {
    const { status, stdout } = verify(bytesOf(LINES), key);
    expect([status, stdout]).toEqual([0, expect.stringContaining('Valid and signed: 12 entries.')]);
  });
  it('A2 exits by 1 for a broken one, and names the line', () => {
    const { status, stderr } = verify(bytesOf(LINES.toSpliced(4, 1)), SPKI);
    expect([status, stderr]).toEqual([1, expect.stringContaining('Invalid at line 5:')]);
  });
  it('A2 exits by 3 for one that nobody has signed', () => {
    expect(verify(bytesOf(linesOf(ENTRIES)), SPKI).status).toBe(3);
  });
  it.each([
    ['a key that is none', () => verify(bytesOf(LINES), 'no key')],
    ['a private key', () => verify(bytesOf(LINES), KEYS.pem)],
    ['a file that is not there', () => run('verify-audit-log', '/nowhere', '--key', '/nowhere')],
    ['no key', () => run('verify-audit-log', '/nowhere')],
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
  const WITHOUT_SERVER = ['--version', '--help', 'list --url http://127.0.0.1:1'];

  it.each(WITHOUT_SERVER)('for `%s` is nothing of Temporal, zod or the server', (words) => {
    const { packages, files } = loadedBy(...words.split(' '));
    expect(packages).toEqual(['commander', 'hono']);
    expect(foldersOf(files)).toEqual(['audit', 'cli', 'client', 'config', 'domain', 'entry']);
    const settings = files.filter((file) => file.startsWith('config/'));
    expect(settings.toSorted()).toEqual(
      ['env.ts', 'found-expected.ts', 'secret.ts'].map((file) => `config/${file}`),
    );
    expect(files.filter((file) => file.startsWith('entry/'))).toHaveLength(2);
  });

  it('for `validate` is what the server reads its files by, and nothing of Temporal', () => {
    const { packages } = loadedBy('validate', '/nowhere/slipway.yaml');
    expect(packages).toEqual(expect.arrayContaining(['yaml', 'zod']));
    expect(packages.filter((name) => /temporal/.test(name))).toEqual([]);
  });
});

/** The sources and packages that Node has loaded for a command, as Node itself tells. */
function loadedBy(...words: readonly string[]): { packages: string[]; files: string[] } {
  const told = join(temporaryFolder(), 'loaded');
  const hook = `
    import { appendFileSync } from 'node:fs';
    export async function load(url, context, next) {
      appendFileSync(${JSON.stringify(told)}, url + '\\n');
      return next(url, context);
    }`;
  const register = `import { register } from 'node:module'; register(${JSON.stringify(dataUrl(hook))});`;
  const argv = ['--import', 'tsx', '--import', dataUrl(register), CLI, ...words];
  spawnSync(process.execPath, argv);
  const urls = [...new Set(readFileSync(told, 'utf8').split('\n'))];
  return {
    packages: [
      ...new Set(
        urls.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []),
      ),
    ].toSorted(),
    files: urls.flatMap((url) => /^file:.*\/src\/([^?]+)/.exec(url)?.[1] ?? []),
  };
}

function dataUrl(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}

function foldersOf(files: readonly string[]): string[] {
  return [...new Set(files.map((file) => file.split('/')[0] ?? ''))].toSorted();
}
