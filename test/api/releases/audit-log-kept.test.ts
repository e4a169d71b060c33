import { expect, it } from 'vitest';
import { environmentAuditId } from '../../../src/domain/audit-log/entry.ts';
import { emptyEnvironment } from '../../../src/domain/environment/environment.ts';
import { emptyOutbox } from '../../../src/domain/notify/outbox.ts';
import { createDirectoryStore } from '../../../src/store/directory/store.ts';
import { temporaryFolder } from '../../store/folder-of.ts';
import { answer, appWith, ASKING, byMethod, GATE_MANIFEST, lately } from '../../support/api.ts';
import { INPUT } from '../../support/plan.ts';
import { ENTRIES } from '../../support/record.ts';

const LOGS = [INPUT.id, environmentAuditId('hello', 'production')];
const MUTATING = ['POST', 'PUT', 'PATCH', 'DELETE'];
const PRINCIPALS = ['root', 'ci', 'ana', 'ben', 'olga', 'eve'];

/** The body by which a route does something. */
const BODIES: Readonly<Record<string, object>> = {
  '/releases': { service: 'hello', ref: 'main' },
  '/releases/:id/approval': {
    verdict: 'reject',
    approvalRequest: GATE_MANIFEST,
    comment: 'not today',
  },
  '/releases/:id/override': { environment: 'production', reason: 'it burns' },
  '/releases/:id/mode': { environment: 'production', mode: 'automatic', reason: 'quick' },
  '/releases/:id/guidance': { guidanceRequest: 'q-1', choice: 'fail', reason: 'broken' },
  '/releases/:id/cancel': { reason: 'typo' },
  '/environments/:service/:name/freeze': { reason: 'holiday' },
  '/environments/:service/:name/rollback': { reason: 'broken' },
};

const deployed = (releaseId: string) => ({
  releaseId,
  commit: INPUT.commit,
  digest: GATE_MANIFEST,
  atMs: 0,
  verified: true,
});
const failed = {
  id: '1',
  recipient: 'audit',
  about: 'pipelinerun.queued',
  atMs: 0,
  failedAtMs: 1,
  problem: { code: 'NOTIFICATION_FAILED', message: 'It responded 500.' },
};

/** An engine that does whatever it is told. */
const OBEDIENT = {
  history: async () => lately(ASKING),
  vote: async () => undefined,
  intervene: async () => ({ kind: 'done' }) as const,
  cancel: async () => {},
  environment: async () => ({
    ...emptyEnvironment('hello', 'production'),
    live: deployed('b'),
    history: [deployed('a')],
  }),
  freeze: async () => {},
  unfreeze: async () => {},
  rollBack: async () => 'rollback/hello/production/1',
  notifications: async () => ({ ...emptyOutbox(INPUT.id, 'hello'), failed: [failed] }) as never,
  resend: async () => true,
};

const addressOf = (path: string) =>
  path
    .replace(':service', 'hello')
    .replace(':name', 'production')
    .replace(':id', INPUT.id)
    .replace(':notification', '1');

it('A3 every entry of an audit log is byte by byte the same after each call of each route', async () => {
  const store = createDirectoryStore(temporaryFolder());
  const app = appWith(OBEDIENT, { store });
  for (const log of LOGS) await store.appendToAuditLog(log, ENTRIES);
  const read = () => Promise.all(LOGS.map(async (log) => String(await store.readAuditLog(log))));
  const calls = app.routes
    .map(({ path }) => path)
    .filter((path, i, all) => !path.includes('*') && all.indexOf(path) === i)
    .flatMap((path) => MUTATING.map((method) => ({ method, path })));

  const atFirst = await read();
  let before = atFirst;
  const obeyed = new Set<string>();
  for (const { method, path } of calls)
    for (const principal of PRINCIPALS) {
      const request = byMethod(method, principal, BODIES[path] ?? {});
      const { status } = await answer(app.request(addressOf(path), request));
      if (status < 300) obeyed.add(`${method} ${path}`);
      const now = await read();
      const kept = now.map((text, i) => text.startsWith(before[i] ?? ' '));
      expect(kept, `${method} ${path} as ${principal}`).toEqual([true, true]);
      before = now;
    }

  // Each route that changes something has done so, and both logs have grown. A webhook starts a
  // release by its signature, so it does nothing for these principals.
  const routes = app.routes
    .filter(({ method, path }) => MUTATING.includes(method) && !path.startsWith('/webhooks/'))
    .map(({ method, path }) => `${method} ${path}`);
  expect([...obeyed].toSorted()).toEqual([...new Set(routes)].toSorted());
  for (const [i, text] of before.entries())
    expect(text.length).toBeGreaterThan(atFirst[i]?.length ?? Infinity);
});
