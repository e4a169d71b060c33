import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/api/engine.ts';
import { pushOf } from '../../../src/api/webhooks/push.ts';
import { startFromPush } from '../../../src/api/webhooks/start-from-push.ts';
import { glob } from '../../../src/policy/glob.ts';
import { repositoryOf, sourceOf } from '../../source/repository.ts';
import { INPUT, PLAN } from '../../support/plan.ts';

const NO_COMMIT = '0'.repeat(40);

/** A repository with one commit, and what a push to its `main` does that looks at `src`. */
function pushingTo() {
  const repository = repositoryOf({ 'src/a.ts': 'x\n' });
  const source = sourceOf();
  const { commit: _, author: __, subject: ___, pipeline: ____, digest: _____, ...kept } = PLAN;
  const trigger = { branches: [], paths: ['src/**'], pathsIgnore: [] };
  const service = { ...kept, repository: repository.path, branches: ['main'], trigger };
  const start: Engine['start'] = async () => ({ id: INPUT.id, created: true });
  const dependencies = {
    engine: { start } as Engine,
    links: { releaseUrl: (id: string) => id },
    voteKey: '',
    services: () => [service],
    resolve: source.resolve,
    changed: source.change,
    matches: glob,
  };
  const push = async (after: string, before?: string) => {
    const event = pushOf({ ref: 'main', before, after }, [repository.path]);
    if (event.kind === 'nothing') throw new Error(event.reason);
    return startFromPush(dependencies, event.push, { startedBy: 'push' });
  };
  return { ...repository, push };
}

describe('a trigger with paths, by real history', () => {
  const STARTED = { releases: [{ service: 'hello', created: true }] };

  test('E9 a push of words starts nothing', async () => {
    const { head, commit, push } = pushingTo();
    const before = head();
    expect(await push(commit({ 'README.md': 'x\n' }), before)).toMatchObject({
      releases: [],
      skipped: [{ reason: 'All changed files are ignored.' }],
    });
  });
  test('E9 a force push that takes a file away starts a release', async () => {
    const { head, commit, push, run } = pushingTo();
    const kept = head();
    const before = commit({ 'src/b.ts': 'x\n' });
    run('reset', '--quiet', '--hard', kept);
    expect(await push(kept, before)).toMatchObject(STARTED);
    const words = commit({ 'README.md': 'x\n' });
    expect(await push(words, before)).toMatchObject({ releases: [{ service: 'hello' }] });
  });
  test('E9 a force push to another history starts a release', async () => {
    const { head, commit, push, run } = pushingTo();
    const before = head();
    run('branch', '--move', 'main', 'kept');
    run('switch', '--quiet', '--orphan', 'main');
    expect(await push(commit({ 'README.md': 'x\n' }), before)).toMatchObject(STARTED);
  });
  test.each([
    ['a new branch', NO_COMMIT],
    ['a push that does not say what was before', undefined],
    ['a push from a commit that is gone', 'f'.repeat(40)],
  ])('E9 %s starts a release by each of its files', async (_, before) => {
    const { commit, push } = pushingTo();
    expect(await push(commit({ 'README.md': 'x\n' }), before)).toMatchObject(STARTED);
  });
});
