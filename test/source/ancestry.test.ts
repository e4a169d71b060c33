import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repositoryOf, sourceOf, temporaryFolder } from './repository.ts';

const UNKNOWN = 'f'.repeat(40);

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
