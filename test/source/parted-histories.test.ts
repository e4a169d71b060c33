import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitAs, type Repository, repositoryOf, sourceOf } from './repository.ts';

const BEN = ['Ben', 'ben@example.com'] as const;
const EVE = ['Eve', 'eve@example.com'] as const;

/** Makes history, and tells what is live and what comes. */
type Scene = (repository: Repository) => { readonly from: string; readonly to: string };

interface Seen {
  readonly paths: readonly string[];
  readonly lines: readonly [added: number, removed: number];
  readonly authors: readonly string[];
  readonly takenAway: readonly string[];
}

test.each<[string, Scene, Seen]>([
  [
    'a hotfix branch that is live and not on main is taken away',
    ({ run, commit }) => {
      run('switch', '--quiet', '--create', 'hotfix');
      const from = commitAs({ commit, run }, BEN, 'Fix it', { 'fix.ts': 'x\n' });
      run('switch', '--quiet', 'main');
      return { from, to: commit({ 'README.md': 'words\n' }, 'Words') };
    },
    {
      paths: ['README.md', 'fix.ts'],
      lines: [1, 1],
      authors: ['ana@example.com', 'ben@example.com'],
      takenAway: ['Fix it'],
    },
  ],
  [
    'a force push to an ancestor takes away all that came after it',
    ({ run, commit, head }) => {
      const to = head();
      commitAs({ commit, run }, BEN, 'One', { 'one.ts': '1\n' });
      return { from: commitAs({ commit, run }, EVE, 'Two', { 'a.txt': '2\n' }), to };
    },
    {
      paths: ['a.txt', 'one.ts'],
      lines: [1, 2],
      authors: ['ben@example.com', 'eve@example.com'],
      takenAway: ['Two', 'One'],
    },
  ],
  [
    'a force push that rewrites a commit takes the old one away',
    ({ run, commit }) => {
      const from = commitAs({ commit, run }, BEN, 'Old', { 'old.ts': 'x\n' });
      run('branch', 'kept');
      run('reset', '--quiet', '--hard', 'HEAD~1');
      return { from, to: commitAs({ commit, run }, EVE, 'New', { 'new.ts': 'x\n' }) };
    },
    {
      paths: ['new.ts', 'old.ts'],
      lines: [1, 1],
      authors: ['ben@example.com', 'eve@example.com'],
      takenAway: ['Old'],
    },
  ],
  [
    'another commit with the same files changes no file, and still has authors',
    ({ run, commit }) => {
      const from = commitAs({ commit, run }, BEN, 'Before', { 'b.ts': 'x\n' });
      run('branch', 'kept');
      run('reset', '--quiet', '--hard', 'HEAD~1');
      return { from, to: commitAs({ commit, run }, EVE, 'After', { 'b.ts': 'x\n' }) };
    },
    {
      paths: [],
      lines: [0, 0],
      authors: ['ben@example.com', 'eve@example.com'],
      takenAway: ['Before'],
    },
  ],
  [
    'a revert of the live commit comes, and takes no commit away',
    ({ run, commit }) => {
      const from = commitAs({ commit, run }, BEN, 'Add b', { 'b.ts': 'x\n' });
      run('rm', '--quiet', 'b.ts');
      return { from, to: commitAs({ commit, run }, EVE, 'Revert "Add b"') };
    },
    { paths: ['b.ts'], lines: [0, 1], authors: ['eve@example.com'], takenAway: [] },
  ],
  [
    'a history that has nothing in common with the live one replaces all of it',
    ({ run, commit, head }) => {
      const from = head();
      run('switch', '--quiet', '--orphan', 'other');
      return { from, to: commitAs({ commit, run }, BEN, 'Anew', { 'c.txt': 'c\n' }) };
    },
    {
      paths: ['a.txt', 'c.txt'],
      lines: [1, 1],
      authors: ['ana@example.com', 'ben@example.com'],
      takenAway: ['Say hello'],
    },
  ],
  [
    'an octopus merge brings every branch that was merged',
    ({ run, commit, head }) => {
      const from = head();
      for (const [branch, who] of [['one', BEN] as const, ['two', EVE] as const]) {
        run('switch', '--quiet', '--create', branch, 'main');
        commitAs({ commit, run }, who, branch, { [`${branch}.ts`]: 'x\n' });
      }
      run('switch', '--quiet', 'main');
      run('merge', '--quiet', '--no-edit', 'one', 'two');
      return { from, to: head() };
    },
    {
      paths: ['one.ts', 'two.ts'],
      lines: [2, 0],
      authors: ['ana@example.com', 'ben@example.com', 'eve@example.com'],
      takenAway: [],
    },
  ],
  [
    'what a merge itself changes comes too',
    ({ run, commit, head }) => {
      run('switch', '--quiet', '--create', 'topic');
      commit({ 'topic.ts': 'x\n' }, 'Topic');
      const from = head();
      run('switch', '--quiet', 'main');
      commit({ 'main.md': 'x\n' }, 'Main');
      run('merge', '--quiet', '--no-commit', '--no-ff', 'topic');
      return { from, to: commitAs({ commit, run }, EVE, 'Merge', { 'evil.ts': 'x\n' }) };
    },
    {
      paths: ['evil.ts', 'main.md'],
      lines: [2, 0],
      authors: ['ana@example.com', 'eve@example.com'],
      takenAway: [],
    },
  ],
  [
    'another commit of a submodule is a file that differs, whatever .gitmodules ignores',
    ({ run, commit, head }) => {
      const link = (id: string) =>
        run('update-index', '--add', '--cacheinfo', `160000,${id.repeat(40)},lib`);
      commit({ '.gitmodules': '[submodule "lib"]\npath = lib\nurl = /x\nignore = all\n' });
      link('1');
      run('commit', '--quiet', '-m', 'Link');
      const from = head();
      link('2');
      run('commit', '--quiet', '-m', 'Link another');
      return { from, to: head() };
    },
    { paths: ['lib'], lines: [1, 1], authors: ['ana@example.com'], takenAway: [] },
  ],
  [
    'a file that becomes a program or a link differs',
    ({ run, commit, head, path }) => {
      commit({ b: 'a.txt\n' });
      const from = head();
      chmodSync(join(path, 'a.txt'), 0o755);
      rmSync(join(path, 'b'));
      symlinkSync('a.txt', join(path, 'b'));
      run('add', '--all');
      return { from, to: commitAs({ commit, run }, BEN, 'Modes') };
    },
    { paths: ['a.txt', 'b'], lines: [1, 1], authors: ['ben@example.com'], takenAway: [] },
  ],
])('E9 %s', async (_, scene, { paths, lines, authors, takenAway }) => {
  const repository = repositoryOf();
  const commits = scene(repository);
  const change = await sourceOf().change({ repository: repository.path, ...commits });
  expect({
    paths: change.paths,
    lines: [change.linesAdded, change.linesRemoved],
    authors: change.authors.map(({ email }) => email).toSorted(),
    takenAway: change.takenAway.map(({ subject }) => subject),
  }).toEqual({ paths, lines, authors, takenAway });
  expect(change).toMatchObject({
    pathCount: paths.length,
    authorCount: authors.length,
    takenAwayCount: takenAway.length,
  });
});

test('E9 of many commits that are taken away the newest 30 are listed, and all are counted', async () => {
  const { path: repository, head, commit } = repositoryOf();
  const to = head();
  const made = Array.from({ length: 31 }, (_, number) => commit({}, `Commit ${number}`));
  const from = made[30] ?? '';
  const { takenAway, takenAwayCount } = await sourceOf().change({ repository, from, to });
  expect([takenAway.length, takenAwayCount]).toEqual([30, 31]);
  expect(takenAway[0]).toMatchObject({
    commit: from,
    subject: 'Commit 30',
    author: { name: 'Ana' },
  });
});
