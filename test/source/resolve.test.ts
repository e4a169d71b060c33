import { chmodSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { git, repositoryOf, sourceOf, temporaryFolder, twins } from './repository.ts';

const ALL = { branches: [] };

test('a branch means the commit that it has now, also after a push', async () => {
  const source = sourceOf();
  const { path: repository, commit, head, run } = repositoryOf();
  expect(await source.resolve({ repository, ...ALL, ref: 'main' })).toEqual({
    commit: head(),
    ref: 'main',
    author: { name: 'Ana', email: 'ana@example.com' },
    subject: 'Say hello',
    committedAtMs: Number(run('log', '-1', '--format=%ct')) * 1_000,
  });
  const pushed = commit({ 'a.txt': 'two\n' }, 'Say it twice\n\nBecause once was not enough.');
  expect(await source.resolve({ repository, ...ALL, ref: 'main' })).toMatchObject({
    commit: pushed,
    subject: 'Say it twice',
  });
});

test('a tag means the commit that it was put on, annotated or not', async () => {
  const { path: repository, run, head } = repositoryOf();
  const source = sourceOf();
  run('tag', 'plain');
  run('tag', '--annotate', '-m', 'A release', 'v1.0');
  const commit = head();
  expect(await source.resolve({ repository, ...ALL, ref: 'plain' })).toMatchObject({ commit });
  expect(await source.resolve({ repository, ...ALL, ref: 'v1.0' })).toMatchObject({ commit });
});

test('what git would take for more than the name of a ref is not found', async () => {
  const { path: repository, commit } = repositoryOf();
  const full = commit({ 'a.txt': 'two\n' });
  const source = sourceOf();
  for (const ref of ['main~1', 'main^', '@{-1}', '--all', 'main:a.txt', 'x', '', '../HEAD', full])
    await expect(source.resolve({ repository, ...ALL, ref })).rejects.toMatchObject({
      code: 'REF_NOT_FOUND',
    });
});

test('a full commit that is known and allowed needs no network', async () => {
  const { path: repository, head } = repositoryOf();
  const source = sourceOf();
  const request = { repository, branches: ['main'], commit: head() };
  await source.resolve(request);
  renameSync(repository, `${repository}.away`);
  expect(await source.resolve(request)).toMatchObject({ commit: request.commit });
});

test('some digits of a commit mean the commit, and those that fit two mean none', async () => {
  const { path: repository, run, head } = repositoryOf();
  const source = sourceOf();
  const commit = head();
  const [first, second, start] = twins(run('rev-parse', 'HEAD^{tree}'));
  const request = { repository, branches: [], commit: start };
  const write = (text: string) =>
    git(repository, ['hash-object', '-t', 'commit', '-w', '--stdin'], text);
  run('branch', 'first', write(first));
  expect((await source.resolve(request)).commit).toMatch(new RegExp(`^${start}`));
  run('branch', 'second', write(second));
  await expect(source.resolve(request)).rejects.toMatchObject({ code: 'COMMIT_AMBIGUOUS' });
  expect(await source.resolve({ ...request, commit: commit.slice(0, 9) })).toMatchObject({
    commit,
  });
});

test('a commit that is not there is not found, whatever it is called', async () => {
  const { path: repository, run } = repositoryOf();
  const source = sourceOf();
  const tree = run('rev-parse', 'HEAD^{tree}');
  for (const commit of ['0'.repeat(40), '0000000', tree, tree.slice(0, 10), 'main', '--all', 'a'])
    await expect(source.resolve({ repository, ...ALL, commit })).rejects.toMatchObject({
      code: 'COMMIT_NOT_FOUND',
    });
});

test('S5 a commit outside of the allowed branches is refused until it is merged', async () => {
  const { path: repository, run, commit } = repositoryOf();
  const source = sourceOf();
  run('checkout', '--quiet', '-b', 'side');
  const aside = commit({ 'b.txt': 'b\n' });
  const request = { repository, branches: ['main', 'release'], commit: aside };
  await expect(source.resolve(request)).rejects.toMatchObject({
    code: 'COMMIT_NOT_ALLOWED',
    message: `${aside} is not on main or release.`,
  });
  await expect(
    source.resolve({ repository, branches: ['main'], ref: 'side' }),
  ).rejects.toMatchObject({ code: 'COMMIT_NOT_ALLOWED' });
  run('checkout', '--quiet', 'main');
  run('merge', '--quiet', '--no-ff', '-m', 'Merge side', 'side');
  expect(await source.resolve(request)).toMatchObject({ commit: aside });
});

test('S5 a branch below the name of an allowed one allows nothing', async () => {
  const { path: repository, run, head } = repositoryOf();
  run('branch', 'release/1');
  const request = { repository, branches: ['release'], commit: head() };
  await expect(sourceOf().resolve(request)).rejects.toMatchObject({ code: 'COMMIT_NOT_ALLOWED' });
});

test('S5 a branch that is gone or was moved back allows nothing any more', async () => {
  const { path: repository, run, commit } = repositoryOf();
  const source = sourceOf();
  const dropped = commit({ 'a.txt': 'two\n' });
  await source.resolve({ repository, ...ALL, ref: 'main' });
  run('reset', '--quiet', '--hard', 'HEAD~1');
  run('branch', 'other');
  await source.resolve({ repository, ...ALL, ref: 'main' });
  await expect(
    source.resolve({ repository, branches: ['main'], commit: dropped }),
  ).rejects.toMatchObject({ code: 'COMMIT_NOT_ALLOWED' });
  run('branch', '-D', 'other');
  await expect(source.resolve({ repository, ...ALL, ref: 'other' })).rejects.toMatchObject({
    code: 'REF_NOT_FOUND',
  });
});

test('a repository that cannot be reached is told in the words of git', async () => {
  const repository = join(temporaryFolder(), 'nothing');
  await expect(sourceOf().resolve({ repository, ...ALL, ref: 'main' })).rejects.toMatchObject({
    code: 'REPOSITORY_UNREACHABLE',
    message: `Fetching ${repository} failed: fatal: '${repository}' does not appear to be a git repository`,
  });
});

test('the credentials in the address of a repository are not told', async () => {
  const repository = 'http://ana:secret@127.0.0.1:1/hello.git';
  const failure = sourceOf().resolve({ repository, ...ALL, ref: 'main' });
  await expect(failure).rejects.toMatchObject({ code: 'REPOSITORY_UNREACHABLE' });
  await expect(failure).rejects.toThrow('http://***@127.0.0.1:1/hello.git');
  await expect(failure).rejects.not.toThrow('secret');
});

test('many requests at once share fetches, and none misses what was pushed before it', async () => {
  const { path, head, commit } = repositoryOf();
  const folder = temporaryFolder();
  const [ssh, calls, freeze] = [join(folder, 'ssh'), join(folder, 'calls'), join(folder, 'freeze')];
  // Reads the refs at once, and tells them late.
  writeFileSync(
    ssh,
    `#!/bin/sh\necho call >>${calls}\ngit-upload-pack ${path} | (while test -e ${freeze}; do sleep 0.01; done; cat)\n`,
  );
  chmodSync(ssh, 0o755);
  writeFileSync(freeze, '');
  const source = sourceOf({ GIT_SSH_COMMAND: ssh, GIT_SSH_VARIANT: 'simple' });
  const resolve = () => source.resolve({ repository: 'ssh://host/hello', ...ALL, ref: 'main' });
  const before = { commit: head() };
  const early = resolve();
  await vi.waitFor(() => expect(existsSync(calls)).toBe(true));
  const pushed = commit({ 'a.txt': 'two\n' });
  const late = Promise.all([resolve(), resolve(), resolve(), resolve()]);
  rmSync(freeze);
  expect(await early).toMatchObject(before);
  for (const found of await late) expect(found.commit).toBe(pushed);
  expect(readFileSync(calls, 'utf8')).toBe('call\ncall\n');
});

test.each([
  ['.gitmodules', '[submodule "lib"]\n\tpath = lib\n\turl = ../lib\n', 'SUBMODULES_UNSUPPORTED'],
  ['docs/.gitattributes', '# pictures\n*.png filter=lfs diff=lfs -text\n', 'LFS_UNSUPPORTED'],
])('a commit with %s of that kind is refused', async (name, text, code) => {
  const { path: repository } = repositoryOf({ [name]: text });
  await expect(sourceOf().resolve({ repository, ...ALL, ref: 'main' })).rejects.toMatchObject({
    code,
  });
});

test('a link to another repository in the tree is refused', async () => {
  const { path: repository, run, head } = repositoryOf();
  run('update-index', '--add', '--cacheinfo', `160000,${head()},lib`);
  run('commit', '--quiet', '-m', 'Link a library');
  await expect(sourceOf().resolve({ repository, ...ALL, ref: 'main' })).rejects.toMatchObject({
    code: 'SUBMODULES_UNSUPPORTED',
  });
});

test('attributes that only mention LFS are no reason to refuse', async () => {
  const text = '# *.png filter=lfs\n*.md text eol=lf\n';
  const { path: repository, head } = repositoryOf({ '.gitattributes': text });
  expect(await sourceOf().resolve({ repository, ...ALL, ref: 'main' })).toMatchObject({
    commit: head(),
  });
});
