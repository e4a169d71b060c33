import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../src/domain/errors.ts';
import { answer, appWith, by } from '../support/api.ts';

const live = {
  releaseId: 'a',
  commit: 'c'.repeat(40),
  digest: `sha256:${'1'.repeat(64)}`,
  atMs: 0,
  verified: true,
};
const holder = { releaseId: 'b', runId: 'r', commit: 'd'.repeat(40), heartbeatMs: 1, sinceMs: 0 };
const state = { service: 'hello', environment: 'staging', live, holder, queue: [], history: [] };

describe('GET /environments', () => {
  it('lists every environment of every service, with what is live', async () => {
    const { body } = await answer(
      appWith({ environment: async () => state }).request('/environments', by('eve')),
    );
    expect(body.environments.map((e: { name: string }) => e.name)).toEqual([
      'staging',
      'production',
    ]);
    expect(body.environments[0]).toMatchObject({
      mode: 'deployment',
      live: { releaseId: 'a', at: '1970-01-01T00:00:00.000Z' },
      holder: { releaseId: 'b' },
    });
  });
  it('says so where no worker answers', async () => {
    const environment = async () => {
      throw new SlipwayError('NO_WORKER', 'No worker answered in time.');
    };
    const { status, body } = await answer(
      appWith({ environment }).request('/environments/hello/staging', by('eve')),
    );
    expect([status, body.unavailable]).toEqual([200, 'No worker answered in time.']);
  });
  it.each([
    ['/environments/nope/staging', 'SERVICE_NOT_FOUND'],
    ['/environments/hello/nope', 'ENVIRONMENT_NOT_FOUND'],
  ])('answers 404 at %s', async (path, code) => {
    const { status, body } = await answer(appWith().request(path, by('eve')));
    expect([status, body.code]).toEqual([404, code]);
  });
});

it('GET /services lists what can be released, and how each environment is entered', async () => {
  const { body } = await answer(appWith().request('/services', by('eve')));
  expect(body.services).toEqual([
    expect.objectContaining({
      name: 'hello',
      environments: [
        { name: 'staging', mode: 'deployment' },
        {
          name: 'production',
          mode: 'delivery',
          gate: { approvals: 1, groups: [], expiresMs: 604_800_000, selfApproval: false },
        },
      ],
    }),
  ]);
});
