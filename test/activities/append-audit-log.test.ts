import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createAppendAuditLog } from '../../src/activities/append-audit-log.ts';
import { verifyAuditLog } from '../../src/cli/verify-audit-log.ts';
import type { AuditEntry } from '../../src/domain/audit.ts';
import { measureRelease } from '../../src/domain/measure/measured-release.ts';
import { createDirectoryStore } from '../../src/store/directory/store.ts';
import { temporaryFolder } from '../store/folder-of.ts';
import { STORY } from '../support/api.ts';
import { ENTRIES, newKeys, RECORD_ID } from '../support/record.ts';

const KEYS = newKeys();
const ALL = { auditLogId: RECORD_ID, entries: ENTRIES, final: true };

function keeping(pem: string | undefined = KEYS.pem) {
  const root = temporaryFolder();
  const store = createDirectoryStore(root);
  const historyOf = async () => STORY;
  const appendAuditLog = createAppendAuditLog({ store, historyOf, signingKey: async () => pem });
  const verdict = async () =>
    verifyAuditLog((await store.readAuditLog(RECORD_ID)) ?? new Uint8Array(), KEYS.publicKey);
  return { root, store, appendAuditLog, verdict };
}

test('A2 the record of a release that has ended is signed', async () => {
  const { appendAuditLog, verdict } = keeping();
  expect(await appendAuditLog({ ...ALL, entries: ENTRIES.slice(0, 4), final: false })).toEqual({
    kept: 4,
  });
  expect((await verdict()).kind).toBe('open');
  expect(await appendAuditLog(ALL)).toEqual({ kept: 8 });
  expect(await verdict()).toMatchObject({ kind: 'signed', entries: 12, outcome: 'succeeded' });
});

test('A2 keeping twice, also at once, keeps everything once', async () => {
  const { appendAuditLog, verdict } = keeping();
  const kept = await Promise.all([appendAuditLog(ALL), appendAuditLog(ALL), appendAuditLog(ALL)]);
  expect(kept.reduce((sum, some) => sum + some.kept, 0)).toBe(12);
  expect(await appendAuditLog(ALL)).toEqual({ kept: 0 });
  expect(await verdict()).toMatchObject({ kind: 'signed', entries: 12, later: 0 });
});

test('A2 an attempt that is refused while it is being signed does not break the record', async () => {
  const { appendAuditLog, store, verdict } = keeping();
  const late = (i: number): AuditEntry => ({ id: `late/${i}`, kind: 'refused', atMs: i });
  const refusals = Array.from({ length: 12 }, (_, i) =>
    store.appendToAuditLog(RECORD_ID, [late(i)]),
  );
  await Promise.all([appendAuditLog(ALL), ...refusals]);
  expect(await verdict()).toMatchObject({ kind: 'signed', entries: 24 });
});

test('A2 a vote that is repeated after the end is signed as well', async () => {
  const { appendAuditLog, verdict } = keeping();
  await appendAuditLog(ALL);
  const late = {
    id: 'late/1',
    kind: 'voted',
    atMs: 9,
    facts: { effect: 'already-counted' },
  } as const;
  expect(await appendAuditLog({ ...ALL, entries: [late] })).toEqual({ kept: 3 });
  expect(await verdict()).toMatchObject({ kind: 'signed', entries: 15, later: 0 });
});

test('A5 the last entry tells what the release has delivered, and for what it took its time', async () => {
  const { appendAuditLog, store, verdict } = keeping();
  await appendAuditLog({ ...ALL, entries: ENTRIES.slice(0, 4), final: false });
  expect(await store.newestEntry(RECORD_ID, 'ended')).toBeUndefined();
  await appendAuditLog(ALL);
  const ended = await store.newestEntry(RECORD_ID, 'ended');
  const { measured } = ended?.facts ?? {};
  expect(measured).toEqual(JSON.parse(JSON.stringify(measureRelease(STORY))));
  expect(measured).toMatchObject({
    service: 'hello',
    timeInPhases: [{ phase: 'planning', ms: 1_000 }, {}],
  });
  expect((await verdict()).kind).toBe('signed');
});

test('without a key the record ends without a statement', async () => {
  const root = temporaryFolder();
  const store = createDirectoryStore(root);
  const nothing = async () => undefined;
  const appendAuditLog = createAppendAuditLog({
    store,
    historyOf: async () => STORY,
    signingKey: nothing,
  });
  expect(await appendAuditLog(ALL)).toEqual({ kept: 10 });
  const bytes = (await store.readAuditLog(RECORD_ID)) as Uint8Array;
  expect(verifyAuditLog(bytes, KEYS.publicKey)).toEqual({ kind: 'unsigned', entries: 10 });
});

test('A2 a record that somebody spoilt is not signed', async () => {
  const { appendAuditLog, root, verdict } = keeping();
  await appendAuditLog({ ...ALL, final: false });
  const file = join(root, 'records', RECORD_ID, '7.json');
  writeFileSync(file, '{"kind":"voted","by":"eve"}');
  // The line that says nothing any more is told again, behind the others.
  expect(await appendAuditLog(ALL)).toEqual({
    kept: 1,
    broken: { line: 7, why: expect.any(String) },
  });
  expect((await verdict()).kind).toBe('broken');
});
