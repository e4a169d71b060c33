import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createSource } from '../../src/source/source.ts';

const PERSON = { name: 'Ana', email: 'ana@example.com' };

/** A folder for the time of one test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-source-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A source with mirrors of its own, which sees this much of the environment. */
export function sourceOf(
  env: Record<string, string> = {},
  root = join(temporaryFolder(), 'mirrors'),
) {
  return createSource({ root, env: { PATH: process.env['PATH'], HOME: dirname(root), ...env } });
}

/** Runs git for a test, without the configuration of whoever runs it. */
export function git(folder: string, args: readonly string[], input = ''): string {
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: PERSON.name,
    GIT_AUTHOR_EMAIL: PERSON.email,
    GIT_COMMITTER_NAME: PERSON.name,
    GIT_COMMITTER_EMAIL: PERSON.email,
  };
  return execFileSync('git', ['-C', folder, ...args], { env, input, stdio: 'pipe' })
    .toString()
    .trim();
}

/** A repository of real files, with the branch `main`. */
export function repositoryOf(files: Readonly<Record<string, string>> = { 'a.txt': 'one\n' }) {
  const path = join(temporaryFolder(), 'hello');
  mkdirSync(path);
  git(path, ['init', '--quiet', '--initial-branch=main']);
  const repository = {
    path,
    run: (...args: string[]) => git(path, args),
    head: () => git(path, ['rev-parse', 'HEAD']),
    /** Commits these files beside those that are there, and gives the commit. */
    commit(more: Readonly<Record<string, string>>, message = 'Say hello') {
      for (const [name, text] of Object.entries(more)) {
        mkdirSync(dirname(join(path, name)), { recursive: true });
        writeFileSync(join(path, name), text);
      }
      git(path, ['add', '--all']);
      git(path, ['commit', '--quiet', '--allow-empty', '-m', message]);
      return repository.head();
    },
  };
  repository.commit(files);
  return repository;
}

export type Repository = ReturnType<typeof repositoryOf>;

/** Commits as somebody else. */
export function commitAs(
  { commit, run }: Pick<Repository, 'commit' | 'run'>,
  [name, email]: readonly [name: string, email: string],
  message: string,
  files: Readonly<Record<string, string>> = {},
): string {
  commit(files, message);
  const author = `--author=${name} <${email}>`;
  run('commit', '--quiet', '--amend', '--allow-empty', '--no-edit', author);
  return run('rev-parse', 'HEAD');
}

/** The texts of two commits whose names begin with the same 7 digits. */
export function twins(tree: string): readonly [first: string, second: string, start: string] {
  const seen = new Map<string, string>();
  for (let number = 0; ; number += 1) {
    const who = `${PERSON.name} <${PERSON.email}> 1700000000 +0000`;
    const text = `tree ${tree}\nauthor ${who}\ncommitter ${who}\n\nnumber ${number}\n`;
    const start = createHash('sha1')
      .update(`commit ${text.length}\0${text}`)
      .digest('hex')
      .slice(0, 7);
    const twin = seen.get(start);
    if (twin !== undefined) return [twin, text, start];
    seen.set(start, text);
  }
}
