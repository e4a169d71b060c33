import { describe, expect, it } from 'vitest';
import { type AuditEntry, environmentAuditId } from '../../../src/domain/audit-log/entry.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import { createDirectoryStore } from '../../../src/store/directory/store.ts';
import { answer, appWith, by } from '../../support/api.ts';

const LINES = '{"seq":1}\n{"seq":2}\n';

/** The app over records that are given, and can be looked at. */
function appOver(records: Record<string, string> = {}, engine: Parameters<typeof appWith>[0] = {}) {
  const written: (AuditEntry & { to: string })[] = [];
  const store = {
    readLog: async () => undefined,
    lastAttempt: async () => undefined,
    listAuditLogs: async () => [],
    newestEntry: async () => undefined,
    appendToAuditLog: async (to: string, entries: readonly object[]) => {
      written.push(...entries.map((entry) => ({ ...(entry as AuditEntry), to })));
      return entries.length;
    },
    readAuditLog: async (id: string) =>
      records[id] === undefined ? undefined : Buffer.from(records[id]),
  };
  return { app: appWith(engine, { store }), written };
}

const ENDED = [{ id: 9, atMs: 9, kind: 'ended', outcome: 'succeeded' } as const];
const gone = async () => {
  throw new SlipwayError('RELEASE_NOT_FOUND', 'Temporal has forgotten it.');
};

describe('GET …/audit-log', () => {
  it('A1 returns the audit log of a release byte by byte, also without its history', async () => {
    const { app } = appOver({ r: LINES }, { history: gone });
    const response = await app.request('/releases/r/audit-log', by('eve'));
    expect(response.status).toBe(200);
    expect(response.headers.get('Content-Type')).toBe('application/jsonl');
    expect(await response.text()).toBe(LINES);
  });
  it('A2 waits for the outbox to append and sign the end of a release that has ended', async () => {
    const line = (kind: string) => `{"id":"1","kind":"${kind}","prev":"sha256:0"}\n`;
    const records = { r: line('started') };
    const { app } = appOver(records, { history: async () => ENDED });
    const reading = app.request('/releases/r/audit-log', by('eve'));
    setTimeout(() => (records.r += line('ended') + line('attestation')), 50);
    expect(await (await reading).text()).toContain('"kind":"attestation"');
  });
  it('A1 returns the audit log of an environment', async () => {
    const { app } = appOver({ [environmentAuditId('hello', 'production')]: LINES });
    const path = '/environments/hello/production/audit-log';
    expect(await (await app.request(path, by('eve'))).text()).toBe(LINES);
  });
  it.each(['/releases/r/audit-log', '/environments/hello/production/audit-log'])(
    'answers 404 at %s where there is no record',
    async (path) => {
      const { status, body } = await answer(appOver().app.request(path, by('eve')));
      expect([status, body.code]).toEqual([404, 'AUDIT_LOG_NOT_FOUND']);
    },
  );
});

describe('A3 no call', () => {
  const routes = appWith().routes.filter(({ method }) => method !== 'ALL');

  it('deletes anything or changes an audit log', () => {
    expect(routes.length).toBeGreaterThan(10);
    const ofRecords = routes.filter(({ path }) => path.split('/').includes('audit-log'));
    expect(new Set(ofRecords.map(({ path }) => path))).toEqual(
      new Set(['/environments/:service/:name/audit-log', '/releases/:id/audit-log']),
    );
    expect(new Set(ofRecords.map(({ method }) => method))).toEqual(new Set(['GET']));
    // To lift a hold takes nothing out of a history: it is an entry of its own.
    const deleting = routes.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
    expect(deleting.filter((path) => !path.endsWith('/freeze'))).toEqual([]);
  });

  it.each(['DELETE', 'PUT', 'PATCH', 'POST'])(
    'takes %s at a release or its record, whoever asks',
    async (method) => {
      for (const path of ['/releases/r', '/releases/r/audit-log']) {
        const { app, written } = appOver({ r: LINES });
        // With the role that has every other.
        const { status } = await answer(app.request(path, { ...by('ci'), method }));
        expect([method, path, status]).toEqual([method, path, 405]);
        expect(written).toEqual([]);
      }
    },
  );

  it('of the store does more with an audit log than read and append', () => {
    const calls = Object.keys(createDirectoryStore('/nowhere'));
    expect(calls.filter((name) => /audit|entry/i.test(name)).toSorted()).toEqual([
      'appendToAuditLog',
      'listAuditLogs',
      'newestEntry',
      'readAuditLog',
    ]);
  });
});

describe('G16 a refusal that no workflow learns of', () => {
  const vote = { verdict: 'approve', approvalRequest: `sha256:${'1'.repeat(64)}`, comment: 'now' };
  const ended = async () => {
    throw new SlipwayError('GATE_CLOSED', 'Release r has ended.');
  };
  const closed = async () => {
    throw new SlipwayError('RELEASE_ENDED', 'Release r has ended.');
  };

  it.each([
    ['vote', 'approval', 'ci', 'USERS_ONLY', vote, {}],
    ['vote', 'approval', 'eve', 'FORBIDDEN', vote, {}],
    ['vote', 'approval', 'ben', 'GATE_CLOSED', vote, { vote: ended }],
    ['cancel', 'cancel', 'ben', 'FORBIDDEN', { reason: 'now' }, {}],
    ['cancel', 'cancel', 'ana', 'RELEASE_ENDED', { reason: 'now' }, { cancel: closed }],
  ])('a %s, to /%s by %s, is in the record before %s is answered', async (...row) => {
    const [attempt, path, who, code, body, engine] = row;
    const { app, written } = appOver({}, engine);
    const refused = await answer(app.request(`/releases/r/${path}`, by(who, body)));
    expect(refused.body.code).toBe(code);
    expect(written.at(-1)).toMatchObject({
      to: 'r',
      kind: 'refused',
      by: who,
      why: 'now',
      facts: { attempt, code },
    });
  });

  it('is not logged for a release that does not exist', async () => {
    const { app, written } = appOver({}, { history: gone });
    const { body } = await answer(app.request('/releases/r/approval', by('eve', vote)));
    expect([body.code, written]).toEqual(['FORBIDDEN', []]);
  });

  it('is in the audit log of a release without a history', async () => {
    const { app, written } = appOver({ r: LINES }, { history: gone });
    await app.request('/releases/r/approval', by('eve', vote));
    expect(written).toHaveLength(1);
  });

  it('is logged by the workflow if the workflow refused it', async () => {
    const receipt = { effect: { kind: 'refused', code: 'NOT_ELIGIBLE' } } as const;
    const { app, written } = appOver({ r: LINES }, { vote: async () => receipt });
    const { body } = await answer(app.request('/releases/r/approval', by('ben', vote)));
    expect([body.code, written]).toEqual(['NOT_ELIGIBLE', []]);
  });

  it('has one id within a minute, so that nobody can flood an audit log', async () => {
    const { app, written } = appOver({ r: LINES });
    for (let i = 0; i < 3; i += 1) await app.request('/releases/r/approval', by('eve', vote));
    // Three times the same, unless a minute began meanwhile.
    expect(new Set(written.map(({ id }) => id)).size).toBeLessThanOrEqual(2);
  });
});
