import { describe, expect, test } from 'vitest';
import { createApproach } from '../../src/activities/approach.ts';
import { emptyEnvironment } from '../../src/domain/environment/environment.ts';
import { evaluate } from '../../src/policy/condition.ts';
import { commitAs, repositoryOf, sourceOf } from '../source/repository.ts';

const BEN = ['Ben', 'ben@example.com'] as const;
/** As in the README: what changes words only goes on by itself. */
const WORDS_ONLY = [
  {
    when: 'change.paths.all(p, p.endsWith(".md"))',
    mode: 'deployment',
    because: 'words only',
  },
  { mode: 'delivery' },
] as const;

/** Looks at real history, by real conditions. */
function approachTo(repository: string, live?: string) {
  const state =
    live === undefined
      ? {}
      : {
          live: { releaseId: 'hello-1', commit: live, digest: 'sha256:1', atMs: 0, verified: true },
        };
  const approach = createApproach({
    environments: {
      state: async (service, name) => ({ ...emptyEnvironment(service, name), ...state }),
    },
    source: sourceOf(),
    evaluate,
  });
  const author = { name: 'Ana', email: 'ana@example.com' };
  return (commit: string) =>
    approach({
      service: 'hello',
      environment: 'production',
      artifact: 'sha256:2',
      plan: 'sha256:3',
      nonce: 'run-1',
      mode: 'delivery',
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
    const { mode, because, own, change } = await approachTo(path)(words);
    expect([mode, because, change.pathCount]).toEqual(['delivery', undefined, 42]);
    expect(own).toEqual(['github', 'ana@example.com', 'ben@example.com']);
  });

  test('E9 G7 a hotfix that would be taken away asks people, and not its author', async () => {
    const repository = repositoryOf();
    const { path, run, commit } = repository;
    run('switch', '--quiet', '--create', 'hotfix');
    const live = commitAs(repository, BEN, 'Fix it', { 'src/fix.ts': 'x\n' });
    run('switch', '--quiet', 'main');
    const words = commit({ 'README.md': 'words\n' }, 'Words');
    const { mode, own, change, olderThan } = await approachTo(path, live)(words);
    expect([mode, olderThan]).toEqual(['delivery', undefined]);
    expect(own).toContain('ben@example.com');
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
      mode: 'deployment',
      because: 'words only',
      change: { paths: ['README.md'], takenAwayCount: 0 },
    });
  });
});
