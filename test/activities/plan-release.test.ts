import { expect, it } from 'vitest';
import { createPlanRelease } from '../../src/activities/plan-release.ts';
import { readPipeline } from '../../src/config/pipeline-file.ts';
import { INPUT, PLAN } from '../support/plan.ts';

const { commit: _, author: __, subject: ___, pipeline: ____, digest: _____, ...service } = PLAN;
const planRelease = createPlanRelease({
  store: { putPlan: async () => {} },
  source: {
    resolve: () => Promise.reject(new Error('not expected to be called')),
    checkout: () => Promise.reject(new Error('not expected to be called')),
    commits: async () => ({ commits: [], commitCount: 0 }),
    change: () => Promise.reject(new Error('not expected to be called')),
    isAncestor: () => Promise.reject(new Error('not expected to be called')),
    ensure: async () => {},
    readFile: async () => 'build: { run: "true", artifact: dist }',
  },
  serviceOf: () => ({
    ...service,
    branches: [],
    trigger: { branches: [], paths: [], pathsIgnore: [] },
  }),
  voteKey: async () => 'the key of the API',
  readPipeline,
});

it('S3 freezes what slipway.yaml and the commit say, under one digest', async () => {
  const plan = await planRelease({ ...INPUT, voteKey: 'the key of the API' });
  expect(plan).toMatchObject({ service: 'hello', commit: INPUT.commit, pipeline: { test: [] } });
  expect(plan).not.toHaveProperty('trigger');
  expect(plan.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(await planRelease({ ...INPUT, voteKey: 'the key of the API' })).toEqual(plan);
});

it('G18 refuses a release that was started with a key of somebody else', async () => {
  await expect(planRelease({ ...INPUT, voteKey: 'my own' })).rejects.toMatchObject({
    type: 'SIGNING_KEY_UNKNOWN',
    nonRetryable: true,
  });
});
