import { expect, test } from 'vitest';
import { pushOf } from '../../../src/api/webhooks/push.ts';

const NONE = '0'.repeat(40);
const ONE = '1'.repeat(40);
const TWO = '2'.repeat(40);
const repositories = ['r'];

test.each([
  ['refs/heads/main', 'main'],
  ['refs/heads/feature/a', 'feature/a'],
  ['main', 'main'],
])('a push to %s is one to the branch %s', (ref, branch) => {
  expect(pushOf({ ref, before: ONE, after: TWO }, repositories)).toEqual({
    kind: 'push',
    push: { repositories: ['r'], branch, commit: TWO, before: ONE },
  });
});

test.each([
  ['a new branch', NONE],
  ['a push that does not say what was before', undefined],
])('%s has no commit before it', (_, before) => {
  expect(pushOf({ ref: 'main', before, after: TWO }, repositories)).toEqual({
    kind: 'push',
    push: { repositories: ['r'], branch: 'main', commit: TWO },
  });
});

test.each([
  ['refs/heads/main', NONE, 'The branch main was deleted.'],
  ['refs/tags/v1', TWO, 'refs/tags/v1 is not a branch.'],
  ['refs/notes/commits', TWO, 'refs/notes/commits is not a branch.'],
])('a change of %s to %s starts nothing', (ref, after, reason) => {
  expect(pushOf({ ref, before: ONE, after }, repositories)).toEqual({ kind: 'nothing', reason });
});
