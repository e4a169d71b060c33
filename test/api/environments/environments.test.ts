import { describe, expect, it } from 'vitest';
import { SlipwayError } from '../../../src/domain/errors.ts';
import { answer, appWith, by } from '../../support/api.ts';

const live = {
  releaseId: 'a',
  commit: 'c'.repeat(40),
  subject: 'Say hello',
  author: { name: 'Dev', email: 'dev@example.com' },
  digest: `sha256:${'1'.repeat(64)}`,
  atMs: 0,
  verified: true,
};
const holder = { releaseId: 'b', runId: 'r', commit: 'd'.repeat(40), heartbeatMs: 1, sinceMs: 0 };
const state = {
  service: 'hello',
  environment: 'staging',
  live,
  holder,
  freezes: [],
  queue: [],
  history: [],
};

describe('GET /environments', () => {
  it('lists every environment of every service with its live release', async () => {
    const { body } = await answer(
      appWith({ environment: async () => state }).request('/environments', by('eve')),
    );
    expect(body.environments.map((e: { name: string }) => e.name)).toEqual([
      'staging',
      'production',
    ]);
    expect(body.environments[0]).toMatchObject({
      mode: 'automatic',
      live: {
        releaseId: 'a',
        subject: 'Say hello',
        author: { name: 'Dev' },
        at: '1970-01-01T00:00:00.000Z',
      },
      holder: { releaseId: 'b' },
    });
  });
  it('E6 shows the freeze, the lock holder and the queue, each with its start', async () => {
    const at = { commit: 'e'.repeat(40), heartbeatMs: 1, sinceMs: 3_000 };
    const held = {
      ...state,
      queue: [
        { ...at, releaseId: 'a', runId: 'q', rollbackId: 'rollback/1' },
        { ...at, releaseId: 'c', runId: 'p' },
      ],
      freezes: [
        { by: 'ana', reason: 'Stock-taking.', sinceMs: 2_000 },
        { by: 'slipway', reason: 'b failed here.', sinceMs: 3_000, releaseId: 'b' },
      ],
      unknown: { releaseId: 'z', atMs: 1_000 },
      failures: [4_000],
    };
    const { body } = await answer(
      appWith({ environment: async () => held }).request('/environments/hello/staging', by('eve')),
    );
    const since = '1970-01-01T00:00:03.000Z';
    expect(body).toMatchObject({
      freezes: [
        { by: 'ana', reason: 'Stock-taking.', since: '1970-01-01T00:00:02.000Z' },
        { by: 'slipway', reason: 'b failed here.', since, automatic: true, releaseId: 'b' },
      ],
      holder: { releaseId: 'b', since: '1970-01-01T00:00:00.000Z' },
      unknown: { releaseId: 'z', at: '1970-01-01T00:00:01.000Z' },
      failures: ['1970-01-01T00:00:04.000Z'],
    });
    expect(body.queue).toEqual([
      { releaseId: 'a', commit: at.commit, since, rollback: 'rollback/1' },
      { releaseId: 'c', commit: at.commit, since },
    ]);
  });
  it('W3 shows whether the window is open, why not, and when it opens', async () => {
    const asked: unknown[] = [];
    const windowOf = async (place: object) => {
      asked.push(place);
      return { open: false, nextOpenMs: 5_000, reason: 'It is Sunday.' };
    };
    const { body } = await answer(
      appWith({}, { windowOf }).request('/environments/hello/staging', by('eve')),
    );
    expect(body.window).toEqual({
      open: false,
      nextOpen: '1970-01-01T00:00:05.000Z',
      reason: 'It is Sunday.',
    });
    expect(asked).toEqual([{ service: 'hello', environment: 'staging' }]);
  });
  it('R4 shows the last verified release and the rollback release', async () => {
    const older = { ...live, releaseId: 'o', verifiedAtMs: 1_000 };
    const fresh = { ...live, releaseId: 'n', verified: false, rolledBack: 'm' };
    const read = async (environment: object) =>
      (
        await answer(
          appWith({ environment: async () => ({ ...state, ...environment }) }).request(
            '/environments/hello/staging',
            by('eve'),
          ),
        )
      ).body;
    const failing = await read({ live: fresh, history: [older] });
    expect(failing).toMatchObject({
      live: { releaseId: 'n', verified: false, rolledBack: 'm' },
      lastVerified: { releaseId: 'o', verifiedAt: '1970-01-01T00:00:01.000Z' },
      rollbackTo: 'o',
    });
    const good = await read({ live, history: [older] });
    expect([good.lastVerified.releaseId, good.rollbackTo]).toEqual(['a', 'o']);
    const first = await read({ live: fresh, history: [] });
    expect([first.lastVerified, first.rollbackTo]).toEqual([undefined, undefined]);
  });
  it('reports that no worker responds', async () => {
    const environment = async () => {
      throw new SlipwayError('NO_WORKER', 'No worker responded in time.');
    };
    const { status, body } = await answer(
      appWith({ environment }).request('/environments/hello/staging', by('eve')),
    );
    expect([status, body.unavailable]).toEqual([200, 'No worker responded in time.']);
    expect(body.window).toEqual({ open: true });
  });
  it.each([
    ['/environments/nope/staging', 'SERVICE_NOT_FOUND'],
    ['/environments/hello/nope', 'ENVIRONMENT_NOT_FOUND'],
  ])('answers 404 at %s', async (path, code) => {
    const { status, body } = await answer(appWith().request(path, by('eve')));
    expect([status, body.code]).toEqual([404, code]);
  });
});

it('GET /services lists the services and the rules of their environments', async () => {
  const { body } = await answer(appWith().request('/services', by('eve')));
  expect(body.services).toEqual([
    expect.objectContaining({
      name: 'hello',
      environments: [
        { name: 'staging', mode: 'automatic' },
        {
          name: 'production',
          mode: 'approval',
          gate: { approvals: 1, groups: [], expiresMs: 604_800_000, selfApproval: false },
        },
      ],
    }),
  ]);
});
