import { describe, expect, it } from 'vitest';
import type { Changes, ChangesRequest } from '../../../src/api/releases/changes.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import type { ReleaseEvent } from '../../../src/domain/release/event.ts';
import { answer, appWith, AT_GATE, by } from '../../support/api.ts';
import { INPUT, PLAN } from '../../support/plan.ts';

const LIVE = {
  releaseId: 'hello-0',
  commit: 'e'.repeat(40),
  digest: 'd',
  atMs: 0,
  verified: true,
};
const FOUND: Changes = {
  commits: [
    {
      commit: INPUT.commit,
      author: INPUT.author,
      subject: 'Say hello',
      atMs: Date.parse('2026-03-01T09:00:00Z'),
    },
  ],
  commitCount: 3,
  takenAway: [],
  takenAwayCount: 0,
  paths: ['a.txt', 'b.txt'],
  pathCount: 2,
  linesAdded: 5,
  linesRemoved: 1,
};
const inProduction = async (_: string, name: string) =>
  name === 'production'
    ? { service: 'hello', environment: name, queue: [], freezes: [], live: LIVE, history: [] }
    : undefined;

/** The app, and what was asked of the source. */
function looking(repository = PLAN.repository, environment = inProduction, found = FOUND) {
  const asked: ChangesRequest[] = [];
  const history = AT_GATE.map((event): ReleaseEvent =>
    event.kind === 'planned' ? { ...event, plan: { ...PLAN, repository } } : event,
  );
  const app = appWith(
    { history: async () => history, environment },
    { changes: async (request) => (asked.push(request), found) },
  );
  const get = (query = '') =>
    answer(app.request(`/releases/${INPUT.id}/changes${query}`, by('eve')));
  return { asked, get };
}

describe('GET /releases/{id}/changes', () => {
  it('returns the changes from the live release to production', async () => {
    const { asked, get } = looking();
    const { status, body } = await get();
    expect(asked).toEqual([
      { repository: PLAN.repository, from: LIVE.commit, to: INPUT.commit, skip: 0, limit: 30 },
    ]);
    expect([status, body]).toMatchObject([
      200,
      {
        environment: 'production',
        from: { releaseId: 'hello-0', commit: LIVE.commit },
        to: INPUT.commit,
        commits: [{ subject: 'Say hello', at: '2026-03-01T09:00:00.000Z' }],
        commitCount: 3,
        paths: ['a.txt', 'b.txt'],
        next: '1',
      },
    ]);
    expect(body.compare).toBeUndefined();
  });

  it('returns the changes to an environment without a live release', async () => {
    const { asked, get } = looking();
    const { body } = await get('?environment=staging&cursor=2&limit=1');
    expect(asked).toEqual([{ repository: PLAN.repository, to: INPUT.commit, skip: 2, limit: 1 }]);
    expect(body.from).toBeUndefined();
    expect(body.next).toBeUndefined();
  });

  it('E9 lists removed commits like added ones', async () => {
    const taken = { ...FOUND.commits[0]!, commit: 'a'.repeat(40), subject: 'Fix it' };
    const found = { ...FOUND, takenAway: [taken], takenAwayCount: 40 };
    const { body } = await looking(
      'https://github.com/example/hello.git',
      inProduction,
      found,
    ).get();
    expect(body).toMatchObject({
      takenAway: [
        {
          subject: 'Fix it',
          author: INPUT.author,
          at: '2026-03-01T09:00:00.000Z',
          url: `https://github.com/example/hello/commit/${taken.commit}`,
        },
      ],
      takenAwayCount: 40,
    });
  });

  it('links to the commits at the code host', async () => {
    const { body } = await looking('https://github.com/example/hello.git').get();
    expect(body.compare).toBe(
      `https://github.com/example/hello/compare/${LIVE.commit}..${INPUT.commit}`,
    );
    expect(body.commits[0].url).toBe(`https://github.com/example/hello/commit/${INPUT.commit}`);
  });

  it('refuses an environment that the release does not have', async () => {
    const { status, body } = await looking().get('?environment=moon');
    expect([status, body.code]).toEqual([404, 'ENVIRONMENT_NOT_FOUND']);
  });

  it('reports that the live release is unknown', async () => {
    const silent = async () => {
      throw new SlipwayError('NO_WORKER', 'No worker answered.');
    };
    const { status, body } = await looking(undefined, silent).get();
    expect([status, body.code]).toEqual([503, 'NO_WORKER']);
  });
});
