import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/api/engine.ts';
import { environmentAuditId } from '../../../src/domain/audit-log/entry.ts';
import {
  emptyEnvironment,
  type EnvironmentState,
} from '../../../src/domain/environment/environment.ts';
import type { LiveRelease } from '../../../src/domain/environment/live-release.ts';
import type { RollbackInput } from '../../../src/domain/environment/rollback.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import { appWithRecords } from '../../support/api-records.ts';
import { answer, by } from '../../support/api.ts';

const PATH = '/environments/hello/production/rollback';
const RECORD = environmentAuditId('hello', 'production');
const REASON = { reason: 'It loses orders.' };
const ID = 'rollback/hello/production/1';

const was = (releaseId: string, more: Partial<LiveRelease> = {}): LiveRelease => ({
  releaseId,
  commit: releaseId.padEnd(40, '0'),
  digest: `sha256:${'1'.repeat(64)}`,
  atMs: 0,
  verified: true,
  ...more,
});
const STATE: EnvironmentState = {
  ...emptyEnvironment('hello', 'production'),
  live: was('d', { verified: false }),
  history: [was('c', { verified: false }), was('b'), was('a')],
};

function stage(state: EnvironmentState | undefined = STATE, more: Partial<Engine> = {}) {
  const asked: RollbackInput[] = [];
  const keptBefore: number[] = [];
  const { app, kept } = appWithRecords(
    {
      environment: async () => state,
      async rollBack(order) {
        asked.push(order);
        keptBefore.push(kept.length);
        return ID;
      },
      ...more,
    },
    {
      links: {
        releaseUrl: (id) => `http://api/releases/${id}`,
        temporalUrl: (id) => `http://ui/${encodeURIComponent(id)}`,
      },
    },
  );
  const call = (who: string, body: unknown = REASON, path = PATH) =>
    answer(app.request(path, by(who, body)));
  return { call, asked, kept, keptBefore };
}

describe('POST /environments/{service}/{name}/rollback', () => {
  it('R1 rolls back to the last verified release and names both', async () => {
    const { call, asked } = stage();
    const { status, body } = await call('ana');
    expect(status).toBe(202);
    expect(body).toEqual({
      id: ID,
      from: 'd',
      to: 'b',
      next: expect.stringContaining('Rolling production back to b'),
      links: { temporal: 'http://ui/rollback%2Fhello%2Fproduction%2F1' },
    });
    expect(asked).toEqual([
      {
        service: 'hello',
        environment: 'production',
        from: 'd',
        to: 'b',
        by: 'ana',
        ...REASON,
        url: 'http://api/releases/d',
      },
    ]);
  });
  it('R3 rolls back to a chosen verified release', async () => {
    const { call, asked } = stage();
    expect((await call('ana', { ...REASON, to: 'a' })).body).toMatchObject({ from: 'd', to: 'a' });
    expect(asked).toMatchObject([{ to: 'a' }]);
  });
  it('R2 does not choose a release that was rolled back', async () => {
    const live = was('a', { rolledBack: 'b' });
    const { call } = stage({ ...STATE, live, history: [was('b'), was('z')] });
    expect((await call('ana')).body).toMatchObject({ from: 'a', to: 'z' });
  });
  it('A1 is in the audit log of the environment before it starts', async () => {
    const { call, kept, keptBefore } = stage();
    await call('ana');
    expect(kept).toMatchObject([
      {
        to: RECORD,
        kind: 'rollback-requested',
        by: 'ana',
        why: REASON.reason,
        environment: 'production',
        facts: { from: 'd', to: 'b' },
      },
    ]);
    expect(keptBefore).toEqual([1]);
  });

  it.each<[string, EnvironmentState | undefined, object]>([
    ['nothing was ever done', undefined, {}],
    ['nothing is live', emptyEnvironment('hello', 'production'), {}],
    ['the first release is live', { ...STATE, history: [] }, {}],
    ['nothing was verified before', { ...STATE, history: [was('c', { verified: false })] }, {}],
    ['the one that is named was never verified', STATE, { to: 'c' }],
    ['the one that is named was never there', STATE, { to: 'x' }],
    ['the one that is named is live', { ...STATE, live: was('b') }, { to: 'b' }],
  ])('R4 answers 409 where %s, and keeps the attempt', async (_, state, more) => {
    const { call, asked, kept } = stage(state, { environment: async () => state });
    const refused = await call('ana', { ...REASON, ...more });
    expect([refused.status, refused.body.code, asked]).toEqual([409, 'ROLLBACK_IMPOSSIBLE', []]);
    expect(kept).toMatchObject([
      { to: RECORD, kind: 'refused', facts: { attempt: 'rollback', code: 'ROLLBACK_IMPOSSIBLE' } },
    ]);
  });
  it.each([
    ['a service, whatever its roles', 'ci', 'USERS_ONLY'],
    ['a person without the role operate', 'ben', 'FORBIDDEN'],
  ])('G16 is refused to %s, and that is in the record', async (_, who, code) => {
    const { call, asked, kept } = stage();
    const refused = await call(who);
    expect([refused.status, refused.body.code, asked]).toEqual([403, code, []]);
    expect(kept).toMatchObject([{ kind: 'refused', by: who, facts: { code } }]);
  });
  it.each([{}, { reason: ' ' }, { ...REASON, from: 'd' }])('refuses %j', async (body) => {
    const { call, asked } = stage();
    expect([(await call('ana', body)).status, asked]).toEqual([422, []]);
  });
  it.each([
    ['/environments/nope/staging/rollback', 'SERVICE_NOT_FOUND'],
    ['/environments/hello/nope/rollback', 'ENVIRONMENT_NOT_FOUND'],
  ])('answers 404 at %s', async (path, code) => {
    const refused = await stage().call('ana', REASON, path);
    expect([refused.status, refused.body.code]).toEqual([404, code]);
  });
  it('returns 503 if the live release cannot be read', async () => {
    const environment = async () => {
      throw new SlipwayError('NO_WORKER', 'No worker responded in time.');
    };
    const { status, body } = await stage(STATE, { environment }).call('ana');
    expect([status, body.code]).toEqual([503, 'NO_WORKER']);
  });
});
