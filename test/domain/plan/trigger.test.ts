import { expect, test } from 'vitest';
import { branchRefusal, needsPaths, pathRefusal } from '../../../src/domain/plan/trigger.ts';
import { glob } from '../../../src/policy/glob.ts';

const trigger = (keys: object) => ({ branches: [], paths: [], pathsIgnore: [], ...keys });

test.each([
  [[], 'anything', true],
  [['main'], 'main', true],
  [['main'], 'mainline', false],
  [['main', 'release/*'], 'release/1.2', true],
  [['release/*'], 'release/1/2', false],
  [['release/**'], 'release/1/2', true],
])('a trigger for the branches %j lets %s start a release: %s', (branches, branch, starts) => {
  expect(branchRefusal(trigger({ branches }), branch, glob) === undefined).toBe(starts);
});

test('a branch that starts nothing is told which do', () => {
  expect(branchRefusal(trigger({ branches: ['main', 'v*'] }), 'topic', glob)).toBe(
    'The branch topic is not among main, v*.',
  );
});

test.each([
  [{}, ['a.md'], undefined],
  [{ paths: ['src/**'] }, ['src/a.ts', 'b.md'], undefined],
  [{ paths: ['src/**'] }, ['b.md'], 'All changed files are ignored.'],
  [{ paths: ['src/**'] }, ['b.md', 'c'], 'All 2 changed files are ignored.'],
  [{ pathsIgnore: ['**/*.md'] }, ['b.md', 'docs/c.md'], 'All 2 changed files are ignored.'],
  [{ pathsIgnore: ['**/*.md'] }, ['b.md', 'c'], undefined],
  [{ paths: ['src/**'], pathsIgnore: ['**/*.md'] }, ['src/b.md'], 'All changed files are ignored.'],
  [{ paths: ['src/**'], pathsIgnore: ['**/*.md'] }, ['src/b.md', 'src/c'], undefined],
  [{ paths: ['src/**'] }, [], 'No files changed.'],
])('by %j a change of %j is refused by %j', (keys, changed, reason) => {
  expect(pathRefusal(trigger(keys), changed, glob)).toBe(reason);
});

test.each([
  [{}, false],
  [{ branches: ['main'] }, false],
  [{ paths: ['a'] }, true],
  [{ pathsIgnore: ['a'] }, true],
])('a trigger with %j looks at files: %s', (keys, looks) => {
  expect(needsPaths(trigger(keys))).toBe(looks);
});
