import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { commitAs, repositoryOf, sourceOf } from './repository.ts';

const UNKNOWN = 'f'.repeat(40);
const ANA = { name: 'Ana', email: 'ana@example.com' };

const BEN = ['Ben', 'ben@example.com'] as const;

describe('a change', () => {
  test('E9 a change is what differs from the live tree, over all commits in between', async () => {
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
      authorCount: 1,
      takenAway: [],
      takenAwayCount: 0,
      message: 'Say more\n\nIn detail.',
    });
  });

  test('a change counts no lines of binary files, and a renamed file twice', async () => {
    const { path: repository, head, commit, run } = repositoryOf({ 'old.txt': 'a\nb\nc\n' });
    const from = head();
    run('mv', 'old.txt', 'new.txt');
    const to = commit({ 'image.bin': '\0\u0001\0' });
    const change = await sourceOf().change({ repository, from, to });
    expect(change.paths).toEqual(['image.bin', 'new.txt', 'old.txt']);
    expect(change).toMatchObject({ linesAdded: 3, linesRemoved: 3 });
  });

  test('a change takes any name of a file as it is', async () => {
    const { path: repository, head, commit } = repositoryOf();
    const from = head();
    const names = ['-\t-\tx', 'a\nb', 'a\tb', '"quoted"', '1\t2\tthree'];
    const to = commit(Object.fromEntries(names.map((name) => [name, 'x\n'])));
    const { paths, linesAdded } = await sourceOf().change({ repository, from, to });
    expect(paths.toSorted()).toEqual(names.toSorted());
    expect(linesAdded).toBe(names.length);
  });

  test('G7 a change names the authors of every commit that comes, also of merges and merged ones', async () => {
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

  test('E9 a commit that is live already changes nothing', async () => {
    const { path: repository, head } = repositoryOf();
    const change = await sourceOf().change({ repository, from: head(), to: head() });
    expect(change).toMatchObject({ paths: [], pathCount: 0, linesAdded: 0, authors: [] });
    expect(change).toMatchObject({ authorCount: 0, takenAway: [], takenAwayCount: 0 });
    expect(change.message).toBe('Say hello');
  });

  test('E9 where nothing is live all files come, with the authors of all commits', async () => {
    const repository = repositoryOf({ 'src/a.ts': 'one\n', 'gone.txt': 'x\n' });
    commitAs(repository, BEN, 'Second');
    repository.run('rm', '--quiet', 'gone.txt');
    const to = repository.commit({ 'README.md': 'two\nthree\n' }, 'Words');
    expect(await sourceOf().change({ repository: repository.path, to })).toEqual({
      paths: ['README.md', 'src/a.ts'],
      pathCount: 2,
      linesAdded: 3,
      linesRemoved: 0,
      authors: [ANA, { name: 'Ben', email: 'ben@example.com' }],
      authorCount: 2,
      takenAway: [],
      takenAwayCount: 0,
      message: 'Words',
    });
  });

  test('E9 a root commit that is the first to be released brings its files', async () => {
    const { path: repository, head: to } = repositoryOf({ 'a.txt': 'one\n' });
    const change = await sourceOf().change({ repository, to: to() });
    expect(change).toMatchObject({ paths: ['a.txt'], linesAdded: 1, authors: [ANA] });
  });

  test('E9 where the live commit is gone from the repository all files and all authors come', async () => {
    const repository = repositoryOf({ 'a.txt': 'one\n' });
    const to = commitAs(repository, BEN, 'Second');
    const change = await sourceOf().change({ repository: repository.path, from: UNKNOWN, to });
    expect(change).toMatchObject({ paths: ['a.txt'], takenAway: [], takenAwayCount: 0 });
    expect(change.authors.map(({ email }) => email)).toEqual(['ben@example.com', ANA.email]);
  });

  test('G7 of many authors the newest 1,000 are named, and all are counted once', async () => {
    const { path: repository, run } = repositoryOf();
    const numbers = Array.from({ length: 1_001 }, (_, number) => number);
    const commits = [...numbers, 1_000].map(
      (number) =>
        `commit refs/heads/many\nauthor A <${number % 2 ? 'A' : 'a'}${number}@x> ${number} +0000\n` +
        `committer A <a@x> ${number} +0000\ndata 1\nx\n`,
    );
    execFileSync('git', ['-C', repository, 'fast-import', '--quiet'], { input: commits.join('') });
    const change = await sourceOf().change({ repository, to: run('rev-parse', 'many') });
    expect([change.authors.length, change.authorCount]).toEqual([1_000, 1_001]);
    expect(change.authors.map(({ email }) => email)).not.toContain('a0@x');
  });

  test('a change has at most 10,000 paths, and tells how many there are', async () => {
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

  test('a change has at most 4,000 characters of the message', async () => {
    const { path: repository, commit } = repositoryOf();
    const to = commit({}, `Long\n\n${'word '.repeat(2_000)}`);
    expect((await sourceOf().change({ repository, to })).message).toHaveLength(4_000);
  });

  test('a change has at most 320 characters of an address', async () => {
    const repository = repositoryOf();
    const to = commitAs(repository, ['Long', 'a'.repeat(400)], 'Long');
    const [author] = (await sourceOf().change({ repository: repository.path, to })).authors;
    expect(author?.email).toBe('a'.repeat(320));
  });

  test('a change of a commit that is not here yet is fetched', async () => {
    const { path: repository, head, commit } = repositoryOf();
    const source = sourceOf();
    const from = head();
    await source.ensure({ repository, commit: from });
    const to = commit({ 'b.txt': 'x\n' });
    expect((await source.change({ repository, from, to })).paths).toEqual(['b.txt']);
  });

  test.each([UNKNOWN, 'main', '--output=/tmp/x'])('no change is known of %s', async (to) => {
    const { path: repository, head } = repositoryOf();
    await expect(sourceOf().change({ repository, from: head(), to })).rejects.toMatchObject({
      code: 'COMMIT_NOT_FOUND',
    });
  });
});
