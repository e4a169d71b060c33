import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryOf, sourceOf, temporaryFolder } from './repository.ts';

const UNKNOWN = 'f'.repeat(40);
const ANA = { name: 'Ana', email: 'ana@example.com' };

/** Commits as somebody else. */
function commitAs(
  { path, head }: { path: string; head: () => string },
  [name, email]: readonly [name: string, email: string],
  message: string,
  ...more: string[]
): string {
  const env = {
    PATH: process.env['PATH'],
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: 'Robot',
    GIT_COMMITTER_EMAIL: 'robot@example.com',
  };
  const args = ['-C', path, 'commit', '--quiet', '--allow-empty', ...more, '-m', message];
  execFileSync('git', args, { env, stdio: 'pipe' });
  return head();
}

describe('what a commit brings', () => {
  test('is what differs from the commit that is live, over all commits in between', async () => {
    const {
      path: repository,
      head,
      commit,
      run,
    } = repositoryOf({
      'a.txt': 'one\ntwo\n',
      'gone.txt': 'x\n',
    });
    const from = head();
    run('rm', '--quiet', 'gone.txt');
    commit({ 'a.txt': 'one\n2\nthree\n' });
    const to = commit({ 'docs/ü b.md': 'a\nb\n' }, 'Say more\n\nIn detail.\n');
    expect(await sourceOf().change({ repository, from, to })).toEqual({
      paths: ['a.txt', 'docs/ü b.md', 'gone.txt'],
      pathCount: 3,
      linesAdded: 4,
      linesRemoved: 2,
      authors: [ANA],
      message: 'Say more\n\nIn detail.',
    });
  });

  test('counts no lines of binary files, and a renamed file twice', async () => {
    const { path: repository, head, commit, run } = repositoryOf({ 'old.txt': 'a\nb\nc\n' });
    const from = head();
    run('mv', 'old.txt', 'new.txt');
    const to = commit({ 'image.bin': '\0\u0001\0' });
    const change = await sourceOf().change({ repository, from, to });
    expect(change.paths).toEqual(['image.bin', 'new.txt', 'old.txt']);
    expect(change).toMatchObject({ linesAdded: 3, linesRemoved: 3 });
  });

  test('takes any name of a file as it is', async () => {
    const { path: repository, head, commit } = repositoryOf();
    const from = head();
    const names = ['-\t-\tx', 'a\nb', 'a\tb', '"quoted"', '1\t2\tthree'];
    const to = commit(Object.fromEntries(names.map((name) => [name, 'x\n'])));
    const { paths, linesAdded } = await sourceOf().change({ repository, from, to });
    expect(paths.toSorted()).toEqual(names.toSorted());
    expect(linesAdded).toBe(names.length);
  });

  test('G7 names the authors of every commit since, those of merges and merged ones included', async () => {
    const repository = repositoryOf();
    const { path, run, head } = repository;
    const from = head();
    run('switch', '--quiet', '--create', 'topic');
    commitAs(repository, ['Ben', 'ben@example.com'], 'On the branch');
    commitAs(repository, ['Eve', 'eve@example.com'], 'Overwritten later');
    run('switch', '--quiet', 'main');
    commitAs(repository, ['Ann', 'ana@example.com'], 'Another name, the same address');
    run('-c', 'user.name=x', 'merge', '--quiet', '--no-ff', '--no-commit', 'topic');
    commitAs(repository, ['Max', 'max@example.com'], 'Merge');
    const to = commitAs(repository, ['Ben', 'ben@example.com'], 'Last');
    const { authors } = await sourceOf().change({ repository: path, from, to });
    expect(authors.map(({ email }) => email).toSorted()).toEqual([
      'ana@example.com',
      'ben@example.com',
      'eve@example.com',
      'max@example.com',
    ]);
  });

  test('is nothing where the same commit is live', async () => {
    const { path: repository, head } = repositoryOf();
    const change = await sourceOf().change({ repository, from: head(), to: head() });
    expect(change).toMatchObject({ paths: [], pathCount: 0, linesAdded: 0, authors: [] });
    expect(change.message).toBe('Say hello');
  });

  test('at the first release is the commit alone', async () => {
    const { path: repository, head, commit } = repositoryOf({ 'a.txt': 'one\n' });
    const root = head();
    const to = commit({ 'b.txt': 'two\nthree\n' }, 'Second');
    const source = sourceOf();
    expect(await source.change({ repository, to })).toMatchObject({
      paths: ['b.txt'],
      linesAdded: 2,
      authors: [ANA],
      message: 'Second',
    });
    expect(await source.change({ repository, to: root })).toMatchObject({
      paths: ['a.txt'],
      linesAdded: 1,
      linesRemoved: 0,
    });
  });

  test('is held against the last common commit where history was rewritten', async () => {
    const { path: repository, commit, run } = repositoryOf();
    const live = commit({ 'dropped.txt': 'x\n' });
    run('branch', 'old');
    run('reset', '--quiet', '--hard', 'HEAD~1');
    const to = commit({ 'new.txt': 'x\n' });
    const change = await sourceOf().change({ repository, from: live, to });
    expect(change).toMatchObject({ paths: ['new.txt'], authors: [ANA] });
  });

  test.each(['has no history in common', 'is gone'])(
    'G7 is everything where the live commit %s',
    async (what) => {
      const repository = repositoryOf({ 'a.txt': 'one\n' });
      const { path, head, run } = repository;
      commitAs(repository, ['Ben', 'ben@example.com'], 'Second');
      const to = head();
      run('switch', '--quiet', '--orphan', 'other');
      const other = repository.commit({ 'c.txt': 'x\n' });
      const from = what === 'is gone' ? UNKNOWN : other;
      const { paths, authors } = await sourceOf().change({ repository: path, from, to });
      expect(paths).toEqual(['a.txt']);
      expect(authors.map(({ email }) => email)).toEqual(['ben@example.com', 'ana@example.com']);
    },
  );

  test('has at most 10,000 paths, and tells how many there are', async () => {
    const { path: repository, head, run } = repositoryOf();
    const from = head();
    const blob = run('hash-object', '-w', 'a.txt');
    const lines = Array.from({ length: 10_001 }, (_, i) => `100644 ${blob}\tmany/${i}\n`);
    execFileSync('git', ['-C', repository, 'update-index', '--index-info'], {
      input: lines.join(''),
    });
    run('commit', '--quiet', '-m', 'Many');
    const { paths, pathCount, linesAdded } = await sourceOf().change({
      repository,
      from,
      to: head(),
    });
    expect([paths.length, pathCount, linesAdded]).toEqual([10_000, 10_001, 10_001]);
  });

  test('has at most 4,000 characters of the message', async () => {
    const { path: repository, commit } = repositoryOf();
    const to = commit({}, `Long\n\n${'word '.repeat(2_000)}`);
    expect((await sourceOf().change({ repository, to })).message).toHaveLength(4_000);
  });

  test('is fetched when it is not here yet', async () => {
    const { path: repository, head, commit } = repositoryOf();
    const source = sourceOf();
    const from = head();
    await source.ensure({ repository, commit: from });
    const to = commit({ 'b.txt': 'x\n' });
    expect((await source.change({ repository, from, to })).paths).toEqual(['b.txt']);
  });

  test.each([UNKNOWN, 'main', '--output=/tmp/x'])('is not known of %s', async (to) => {
    const { path: repository, head } = repositoryOf();
    await expect(sourceOf().change({ repository, from: head(), to })).rejects.toMatchObject({
      code: 'COMMIT_NOT_FOUND',
    });
  });
});

describe('E4 ancestry', () => {
  test('is what went before, over branches and merges, and the commit itself', async () => {
    const { path: repository, head, commit, run } = repositoryOf();
    const root = head();
    run('switch', '--quiet', '--create', 'topic');
    const merged = commit({ 'b.txt': 'x\n' });
    run('switch', '--quiet', 'main');
    const beside = commit({ 'c.txt': 'x\n' });
    const source = sourceOf();
    const isAncestor = (older: string, newer: string) =>
      source.isAncestor({ repository, older, newer });
    expect(await isAncestor(root, beside)).toBe(true);
    expect(await isAncestor(beside, root)).toBe(false);
    expect(await isAncestor(merged, beside)).toBe(false);
    expect(await isAncestor(beside, beside)).toBe(true);
    run('-c', 'user.name=Ana', '-c', 'user.email=a@b', 'merge', '--quiet', '--no-edit', 'topic');
    expect(await isAncestor(merged, head())).toBe(true);
  });

  test('does not ask when a commit was made', async () => {
    const { path: repository, run, head } = repositoryOf();
    const older = head();
    run(
      '-c',
      'user.name=A',
      'commit',
      '--quiet',
      '--allow-empty',
      '--date=2001-01-01',
      '-m',
      'Old',
    );
    const source = sourceOf();
    expect(await source.isAncestor({ repository, older, newer: head() })).toBe(true);
    expect(await source.isAncestor({ repository, older: head(), newer: older })).toBe(false);
  });

  test('of a commit that nobody knows is none', async () => {
    const { path: repository, head } = repositoryOf();
    const source = sourceOf();
    for (const [older, newer] of [
      [UNKNOWN, head()],
      [head(), UNKNOWN],
      [UNKNOWN, UNKNOWN],
      ['main', head()],
    ] as const)
      expect(await source.isAncestor({ repository, older, newer })).toBe(false);
  });

  test('fetches what it does not know yet', async () => {
    const { path: repository, head, commit } = repositoryOf();
    const source = sourceOf();
    const older = head();
    await source.ensure({ repository, commit: older });
    const newer = commit({ 'b.txt': 'x\n' });
    expect(await source.isAncestor({ repository, older, newer })).toBe(true);
  });

  test('is not guessed where the repository cannot be reached', async () => {
    const { path: repository, head, commit } = repositoryOf();
    const source = sourceOf({}, join(temporaryFolder(), 'mirrors'));
    const older = head();
    await source.ensure({ repository, commit: older });
    const newer = commit({ 'b.txt': 'x\n' });
    rmSync(repository, { recursive: true });
    await expect(source.isAncestor({ repository, older, newer })).rejects.toMatchObject({
      code: 'REPOSITORY_UNREACHABLE',
    });
  });
});
