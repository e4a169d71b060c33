import { expect, test } from 'vitest';
import { pushOf } from '../../src/domain/push.ts';

const NONE = '0'.repeat(40);
const ONE = '1'.repeat(40);
const TWO = '2'.repeat(40);
const about = { repositories: ['r'], paths: ['a'] };

test.each([
  ['refs/heads/main', 'main'],
  ['refs/heads/feature/a', 'feature/a'],
  ['main', 'main'],
])('a push to %s is one to the branch %s', (ref, branch) => {
  expect(pushOf({ ref, before: ONE, after: TWO }, about)).toEqual({
    kind: 'push',
    push: { repositories: ['r'], branch, commit: TWO, before: ONE, paths: ['a'] },
  });
});

test('of a new branch nobody has told what has changed', () => {
  expect(pushOf({ ref: 'main', before: NONE, after: TWO }, about)).toEqual({
    kind: 'push',
    push: { repositories: ['r'], branch: 'main', commit: TWO },
  });
});

test('whoever does not tell what was before may still tell the files', () => {
  expect(pushOf({ ref: 'main', after: TWO }, about)).toMatchObject({ push: { paths: ['a'] } });
});

test.each([
  ['refs/heads/main', NONE, 'The branch main was deleted.'],
  ['refs/tags/v1', TWO, 'refs/tags/v1 is no branch.'],
  ['refs/notes/commits', TWO, 'refs/notes/commits is no branch.'],
])('a change of %s to %s starts nothing', (ref, after, because) => {
  expect(pushOf({ ref, before: ONE, after }, about)).toEqual({ kind: 'nothing', because });
});
