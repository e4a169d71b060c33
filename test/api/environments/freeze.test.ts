import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/api/engine.ts';
import { environmentAuditId } from '../../../src/domain/audit-log/entry.ts';
import {
  emptyEnvironment,
  freezeEnvironment,
} from '../../../src/domain/environment/environment.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import { appWithRecords } from '../../support/api-records.ts';
import { answer, byMethod } from '../../support/api.ts';

const PATH = '/environments/hello/production/freeze';
const RECORD = environmentAuditId('hello', 'production');
const REASON = 'Stock-taking until Monday.';

/** An environment that can be held, over an engine that tells what it was asked. */
function stage(more: Partial<Engine> = {}) {
  let state = emptyEnvironment('hello', 'production');
  const asked: unknown[] = [];
  /** How many entries the record had when the engine was asked. */
  const keptBefore: number[] = [];
  const { app, kept } = appWithRecords({
    environment: async () => state,
    async freeze(service, name, order) {
      asked.push(['freeze', service, name, order]);
      keptBefore.push(kept.length);
      state = freezeEnvironment(state, { ...order, sinceMs: 1_000 });
    },
    async unfreeze(service, name, order) {
      asked.push(['unfreeze', service, name, order]);
      keptBefore.push(kept.length);
      state = emptyEnvironment('hello', 'production');
    },
    ...more,
  });
  const call = (method: string, who: string, body?: unknown, path = PATH) =>
    answer(app.request(path, byMethod(method, who, body)));
  return { call, asked, kept, keptBefore };
}

describe('PUT /environments/{service}/{name}/freeze', () => {
  it('E6 a user freezes an environment, and everyone sees by whom, why and since when', async () => {
    const { call, asked } = stage();
    const { status, body } = await call('PUT', 'ana', { reason: REASON });
    expect([status, body.freezes]).toEqual([
      200,
      [{ by: 'ana', reason: REASON, since: '1970-01-01T00:00:01.000Z' }],
    ]);
    expect(asked).toEqual([['freeze', 'hello', 'production', { by: 'ana', reason: REASON }]]);
  });
  it('A1 is in the audit log of the environment before it takes effect', async () => {
    const { call, kept, keptBefore } = stage();
    await call('PUT', 'ana', { reason: REASON });
    expect(kept).toMatchObject([
      { to: RECORD, kind: 'frozen', by: 'ana', why: REASON, environment: 'production' },
    ]);
    expect(keptBefore).toEqual([1]);
  });
  it.each([{}, { reason: '' }, { reason: '  ' }, { reason: REASON, by: 'ben' }])(
    'E6 refuses %j',
    async (body) => {
      const { call, asked, kept } = stage();
      const refused = await call('PUT', 'ana', body);
      expect([refused.status, refused.body.code]).toEqual([422, 'INVALID_REQUEST']);
      expect([asked, kept]).toEqual([[], []]);
    },
  );
  it('E6 says that the freeze may still take effect if no worker responds, and logs the user', async () => {
    const freeze = async () => {
      throw new SlipwayError('NO_WORKER', 'No worker responded in time.');
    };
    const { call, kept } = stage({ freeze });
    const refused = await call('PUT', 'ana', { reason: REASON });
    expect([refused.status, refused.body.code]).toEqual([503, 'NO_WORKER']);
    expect(refused.body.detail).toBe(
      'No worker responded in time. production may still be frozen when one is back.',
    );
    // Nobody has refused it.
    expect(kept.map(({ kind }) => kind)).toEqual(['frozen']);
  });
});

describe('DELETE /environments/{service}/{name}/freeze', () => {
  it('E6 unfreezes the environment, and logs that first', async () => {
    const { call, asked, kept, keptBefore } = stage();
    await call('PUT', 'ana', { reason: REASON });
    const { status, body } = await call('DELETE', 'ana', { reason: 'Done.' });
    expect([status, body.freezes]).toEqual([200, []]);
    expect(asked.at(-1)).toEqual(['unfreeze', 'hello', 'production', { by: 'ana' }]);
    expect(kept.at(-1)).toMatchObject({ to: RECORD, kind: 'unfrozen', by: 'ana', why: 'Done.' });
    expect(keptBefore).toEqual([1, 2]);
  });
  it('needs no body and is idempotent', async () => {
    const { call } = stage();
    expect((await call('DELETE', 'ana')).status).toBe(200);
    expect((await call('DELETE', 'ana')).status).toBe(200);
  });
});

describe.each(['PUT', 'DELETE'])('%s of a freeze', (method) => {
  const body = method === 'PUT' ? { reason: REASON } : undefined;
  it.each([
    ['a service, whatever its roles', 'ci', 'USERS_ONLY'],
    ['a person without the role operate', 'ben', 'FORBIDDEN'],
  ])('G16 is refused to %s, and that is in the record', async (_, who, code) => {
    const { call, asked, kept } = stage();
    const refused = await call(method, who, body);
    expect([refused.status, refused.body.code, asked]).toEqual([403, code, []]);
    expect(kept).toMatchObject([{ to: RECORD, kind: 'refused', by: who, facts: { code } }]);
  });
  it.each([
    ['/environments/nope/staging/freeze', 'SERVICE_NOT_FOUND'],
    ['/environments/hello/nope/freeze', 'ENVIRONMENT_NOT_FOUND'],
  ])('answers 404 at %s, and makes no record', async (path, code) => {
    const { call, kept } = stage();
    const refused = await call(method, 'ana', body, path);
    expect([refused.status, refused.body.code, kept]).toEqual([404, code, []]);
  });
});
