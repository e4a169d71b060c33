import { describe, expect, test } from 'vitest';
import { repositoryOf, sourceOf } from './repository.ts';

describe('the commits of a change', () => {
  test('the commits of a change are those that are not live, the newest first, a page of them', async () => {
    const { path: repository, head, commit } = repositoryOf();
    const from = head();
    const made = ['One', 'Two\n\nIn detail.', 'Three'].map((message) => commit({}, message));
    const source = sourceOf();
    const to = made[2] ?? '';
    const first = await source.commits({ repository, from, to, skip: 0, limit: 2 });
    expect(first.commitCount).toBe(3);
    expect(first.commits).toEqual([
      expect.objectContaining({ commit: made[2], subject: 'Three' }),
      expect.objectContaining({
        commit: made[1],
        subject: 'Two',
        author: { name: 'Ana', email: 'ana@example.com' },
      }),
    ]);
    const ageMs = Date.now() - (first.commits[0]?.atMs ?? 0);
    expect(Math.abs(ageMs)).toBeLessThan(60_000);
    const rest = await source.commits({ repository, from, to, skip: 2, limit: 2 });
    expect(rest.commits.map(({ subject }) => subject)).toEqual(['One']);
  });

  test('E9 where nothing is live, or what is live is gone, all commits of the history come', async () => {
    const { path: repository, head, commit } = repositoryOf();
    const root = head();
    const to = commit({ 'b.txt': 'b\n' }, 'Newest');
    const source = sourceOf();
    const first = await source.commits({ repository, to, skip: 0, limit: 1 });
    expect(first).toMatchObject({ commitCount: 2, commits: [{ commit: to, subject: 'Newest' }] });
    for (const from of [{}, { from: 'f'.repeat(40) }]) {
      const second = await source.commits({ repository, ...from, to, skip: 1, limit: 30 });
      expect(second).toMatchObject({ commitCount: 2, commits: [{ commit: root }] });
    }
  });

  test('E9 no commit comes where an older one is put in place of a newer one', async () => {
    const { path: repository, head, commit } = repositoryOf();
    const older = head();
    const newer = commit({ 'b.txt': 'b\n' });
    const request = { repository, from: newer, to: older, skip: 0, limit: 30 };
    expect(await sourceOf().commits(request)).toEqual({ commitCount: 0, commits: [] });
  });

  test('the commits of a change keep whatever their authors wrote', async () => {
    const { path: repository, head, commit } = repositoryOf();
    const from = head();
    const to = commit({}, 'Say "ü" & <b>\ttab');
    const { commits } = await sourceOf().commits({ repository, from, to, skip: 0, limit: 1 });
    expect(commits[0]?.subject).toBe('Say "ü" & <b>\ttab');
  });

  test('the commits of a change have at most 500 characters of a subject', async () => {
    const { path: repository, commit } = repositoryOf();
    const to = commit({}, 'a'.repeat(600));
    const { commits } = await sourceOf().commits({ repository, to, skip: 0, limit: 1 });
    expect(commits[0]?.subject).toBe('a'.repeat(500));
  });
});
