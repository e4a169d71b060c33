import { expect, test } from 'vitest';
import { createCheckAge } from '../../src/activities/check-age.ts';
import { SlipwayError } from '../../src/domain/errors.ts';

const [OURS, THEIRS] = ['2', '1'].map((digit) => digit.repeat(40)) as [string, string];
const QUESTION = {
  repository: '/srv/hello',
  commit: OURS,
  live: { releaseId: 'hello-1', commit: THEIRS },
};

test.each([
  ['E4 a release that went before the live one is older', true, { newerLiveRelease: 'hello-1' }],
  ['E4 a release on another branch is not older', false, {}],
])('%s', async (_, isAncestor, answer) => {
  const asked: unknown[] = [];
  const checkAge = createCheckAge({
    source: {
      isAncestor: async (question) => {
        asked.push(question);
        return isAncestor;
      },
    },
  });
  expect(await checkAge(QUESTION)).toEqual(answer);
  expect(asked).toEqual([{ repository: '/srv/hello', older: OURS, newer: THEIRS }]);
});

test('E4 the commit that is live is not older than itself, and no repository is asked', async () => {
  const unexpected = () => Promise.reject(new Error('It is not asked.'));
  const checkAge = createCheckAge({ source: { isAncestor: unexpected } });
  expect(await checkAge({ ...QUESTION, commit: THEIRS })).toEqual({});
});

test('E4 a repository that cannot be reached is tried again, not passed over', async () => {
  const away = () => Promise.reject(new SlipwayError('REPOSITORY_UNREACHABLE', 'It is away.'));
  const checkAge = createCheckAge({ source: { isAncestor: away } });
  await expect(checkAge(QUESTION)).rejects.toMatchObject({
    type: 'REPOSITORY_UNREACHABLE',
    nonRetryable: false,
  });
});
