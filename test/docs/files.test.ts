import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

/** A name that says of what kind the content is, and not what it is about. */
const KINDS = /^(utils?|helpers?|types?|constants?|common|misc)\.\w+$/;

describe('the files of the project', () => {
  const files = projectFiles();
  const text = (file: string) => readFileSync(join(root, file), 'utf8');

  test('are many', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  test('are not named for their kind', () => {
    expect(files.filter((file) => KINDS.test(basename(file)))).toEqual([]);
  });

  test('have at most 300 lines in src', () => {
    const long = files.filter(
      (file) => file.startsWith('src/') && text(file).split('\n').length > 301,
    );
    expect(long).toEqual([]);
  });

  test('name no folder of the machine that they are on', () => {
    const folders = [root, `${homedir()}/`];
    const naming = files.filter((file) => folders.some((folder) => text(file).includes(folder)));
    expect(naming).toEqual([]);
  });

  test('name no registry: everybody has their own', () => {
    expect(text('package-lock.json')).not.toContain('"resolved"');
    const registry = /registry\.npmjs|pypi\.org|index-url|^registry=/m;
    const settings = ['.npmrc', 'package.json', 'Dockerfile', '.ci/run', 'package-lock.json'];
    expect(settings.filter((file) => registry.test(text(file)))).toEqual([]);
  });
});

/** Those that git tracks, or would. */
function projectFiles(): readonly string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  return listed.split('\n').filter((file) => file !== '' && existsSync(join(root, file)));
}
