import { describe, expect, test } from 'vitest';
import { createAssessPromotion } from '../../src/activities/assess-promotion.ts';
import { emptyEnvironment } from '../../src/domain/environment/environment.ts';
import { evaluate } from '../../src/policy/condition.ts';
import { commitAs, repositoryOf, sourceOf } from '../source/repository.ts';

const BEN = ['Ben', 'ben@example.com'] as const;
/** As in the README: what changes words only goes on by itself. */
const WORDS_ONLY = [
  {
    when: 'change.paths.all(p, p.endsWith(".md"))',
    mode: 'automatic',
    reason: 'words only',
  },
  { mode: 'approval' },
] as const;

/** Looks at real history, by real conditions. */
function approachTo(repository: string, live?: string) {
  const state =
    live === undefined
      ? {}
      : {
          live: { releaseId: 'hello-1', commit: live, digest: 'sha256:1', atMs: 0, verified: true },
        };
  const assessPromotion = createAssessPromotion({
    environments: {
      state: async (service, name) => ({ ...emptyEnvironment(service, name), ...state }),
    },
    source: sourceOf(),
    evaluate,
  });
  const author = { name: 'Ana', email: 'ana@example.com' };
  return (commit: string) =>
    assessPromotion({
      service: 'hello',
      environment: 'production',
      artifact: 'sha256:2',
      plan: 'sha256:3',
      nonce: 'run-1',
      mode: 'approval',
      release: { id: 'hello-2', startedBy: 'github', author },
      repository,
      commit,
      rules: WORDS_ONLY,
    });
}

describe('what conditions and voters see', () => {
  test('E9 G7 the first release is all files, and none of their authors may approve it', async () => {
    const code = Array.from({ length: 40 }, (_, number) => [`src/${number}.ts`, 'x\n'] as const);
    const repository = repositoryOf();
    commitAs(repository, BEN, 'Code', Object.fromEntries(code));
    const { path, commit } = repository;
    const words = commit({ 'README.md': 'words\n' }, 'Words');
    const { mode, reason, excludedApprovers, change } = await approachTo(path)(words);
    expect([mode, reason, change.pathCount]).toEqual(['approval', undefined, 42]);
    expect(excludedApprovers).toEqual(['github', 'ana@example.com', 'ben@example.com']);
  });

  test('E9 G7 a hotfix that would be taken away asks people, and not its author', async () => {
    const repository = repositoryOf();
    const { path, run, commit } = repository;
    run('switch', '--quiet', '--create', 'hotfix');
    const live = commitAs(repository, BEN, 'Fix it', { 'src/fix.ts': 'x\n' });
    run('switch', '--quiet', 'main');
    const words = commit({ 'README.md': 'words\n' }, 'Words');
    const { mode, excludedApprovers, change, newerLiveRelease } = await approachTo(
      path,
      live,
    )(words);
    expect([mode, newerLiveRelease]).toEqual(['approval', undefined]);
    expect(excludedApprovers).toContain('ben@example.com');
    expect(change).toMatchObject({
      paths: ['README.md', 'src/fix.ts'],
      takenAway: [{ commit: live, subject: 'Fix it' }],
      takenAwayCount: 1,
    });
  });

  test('E9 words on top of what is live go on by themselves', async () => {
    const { path, head, commit } = repositoryOf({ 'src/a.ts': 'x\n' });
    const live = head();
    const words = commit({ 'README.md': 'words\n' }, 'Words');
    expect(await approachTo(path, live)(words)).toMatchObject({
      mode: 'automatic',
      reason: 'words only',
      change: { paths: ['README.md'], takenAwayCount: 0 },
    });
  });
});
