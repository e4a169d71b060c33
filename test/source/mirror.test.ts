import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { git, repositoryOf, sourceOf, temporaryFolder } from './repository.ts';

const CHILD = new URL('resolve-child.ts', import.meta.url).pathname;

function mirrorsBelow(root: string) {
  return readdirSync(root).map((name) => join(root, name));
}

test('two processes make and fetch one mirror at the same time', async () => {
  const { path: repository, run, commit } = repositoryOf();
  for (let number = 0; number < 30; number += 1) run('branch', `topic-${number}`);
  const root = join(temporaryFolder(), 'mirrors');
  const children = [1, 2].map(() =>
    spawn(process.execPath, ['--import', 'tsx', CHILD, root, repository, '4'], {
      stdio: 'inherit',
    }),
  );
  const ends = Promise.all(children.map((child) => once(child, 'exit')));
  await vi.waitFor(() => expect(existsSync(root)).toBe(true), 10_000);
  const source = sourceOf({}, root);
  for (let number = 0; number < 4; number += 1) {
    const pushed = commit({ 'a.txt': `${number}\n` });
    run('branch', '--force', 'topic-1');
    const found = await source.resolve({ repository, branches: ['main'], ref: 'main' });
    expect(found.commit).toBe(pushed);
  }
  expect(await ends).toEqual([
    [0, null],
    [0, null],
  ]);
  expect(mirrorsBelow(root)).toHaveLength(1);
});

test('a lock that a killed fetch left is cleared', async () => {
  const { path: repository, commit } = repositoryOf();
  const root = join(temporaryFolder(), 'mirrors');
  const source = sourceOf({}, root);
  await source.resolve({ repository, branches: [], ref: 'main' });
  const [mirror = ''] = mirrorsBelow(root);
  const old = new Date(Date.now() - 60_000);
  for (const name of ['refs/heads/main.lock', 'packed-refs.lock']) {
    writeFileSync(join(mirror, name), '');
    utimesSync(join(mirror, name), old, old);
  }
  const pushed = commit({ 'a.txt': 'two\n' });
  expect(await source.resolve({ repository, branches: [], ref: 'main' })).toMatchObject({
    commit: pushed,
  });
});

test('a lock that another process holds is waited for', async () => {
  const { path: repository, commit } = repositoryOf();
  const root = join(temporaryFolder(), 'mirrors');
  const source = sourceOf({}, root);
  await source.resolve({ repository, branches: [], ref: 'main' });
  const [mirror = ''] = mirrorsBelow(root);
  const lock = join(mirror, 'refs/heads/main.lock');
  writeFileSync(lock, '');
  const pushed = commit({ 'a.txt': 'two\n' });
  const resolving = source.resolve({ repository, branches: [], ref: 'main' });
  const release = setTimeout(() => rmSync(lock), 150);
  expect(await resolving).toMatchObject({ commit: pushed });
  clearTimeout(release);
});

test('a commit of which a killed fetch left only a part is fetched again', async () => {
  const { path: repository, run, commit } = repositoryOf();
  const root = join(temporaryFolder(), 'mirrors');
  const source = sourceOf({}, root);
  await source.resolve({ repository, branches: [], ref: 'main' });
  const pushed = commit({ 'a.txt': 'two\n' });
  const [mirror = ''] = mirrorsBelow(root);
  const text = `${run('cat-file', 'commit', pushed)}\n`;
  expect(git(mirror, ['hash-object', '-t', 'commit', '-w', '--stdin'], text)).toBe(pushed);
  await source.ensure({ repository, commit: pushed });
  expect(await source.readFile({ repository, commit: pushed, path: 'a.txt' })).toBe('two\n');
});

test('a commit whose branch is gone can still be had', async () => {
  const { path: repository, run, commit } = repositoryOf();
  run('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const dropped = commit({ 'a.txt': 'two\n' });
  run('reset', '--quiet', '--hard', 'HEAD~1');
  const into = temporaryFolder();
  await sourceOf().checkout({ repository, commit: dropped, into });
  expect(git(into, ['rev-parse', 'HEAD'])).toBe(dropped);
});

test('what a killed process left of a new mirror is in nobody`s way', async () => {
  const { path: repository, head } = repositoryOf();
  const root = join(temporaryFolder(), 'mirrors');
  mkdirSync(join(root, 'hello-0123.git.half'), { recursive: true });
  await sourceOf({}, root).ensure({ repository, commit: head() });
});
