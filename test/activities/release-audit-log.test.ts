import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReadHistory } from '../../src/activities/release-histories.ts';
import { createReleaseAuditLog } from '../../src/activities/release-audit-log.ts';
import { verifyAuditLog } from '../../src/cli/verify-audit-log.ts';
import type { AuditEntry } from '../../src/domain/audit-log/entry.ts';
import { entriesOfHistory } from '../../src/domain/audit-log/entries-of-history.ts';
import { measureRelease } from '../../src/domain/measure/measure-release.ts';
import { createDirectoryStore } from '../../src/store/directory/store.ts';
import { temporaryFolder } from '../store/folder-of.ts';
import { asked, deployed, history, made } from '../support/stories.ts';
import { newKeys } from '../support/record.ts';

const ID = 'hello-3f2a91c4d5e6';
const KEYS = newKeys();
const RUNS = [{ runId: 'run', from: 1 }];
const HISTORY = history(...made, ...deployed('staging'), asked(), {
  kind: 'ended',
  outcome: 'expired',
});
const readUntil = (end: number): ReadHistory => ({
  runs: RUNS,
  history: HISTORY.slice(0, end),
  last: 99,
});
const ALL = readUntil(HISTORY.length);
const ENTRIES = entriesOfHistory(HISTORY, RUNS);

function keeping(pem: string | undefined = KEYS.pem) {
  const root = temporaryFolder();
  const store = createDirectoryStore(root);
  const auditLog = createReleaseAuditLog({ store, signingKey: async () => pem });
  const bytes = async () => (await store.readAuditLog(ID)) ?? new Uint8Array();
  const verdict = async () => verifyAuditLog(await bytes(), KEYS.publicKey);
  const count = async () => (await bytes()).filter((byte) => byte === 10).length;
  return { root, store, auditLog, verdict, count };
}

test('A2 the audit log of a release that has ended is signed', async () => {
  const { auditLog, verdict } = keeping();
  await auditLog.append(ID, readUntil(4), 0);
  expect((await verdict()).kind).toBe('open');
  await auditLog.append(ID, ALL, 0);
  const entries = ENTRIES.length + 2;
  expect(await verdict()).toMatchObject({ kind: 'signed', entries, outcome: 'expired' });
});

test('A2 appending a history twice, also at once, appends every event once', async () => {
  const { auditLog, verdict } = keeping();
  await Promise.all([1, 2, 3].map(() => auditLog.append(ID, ALL, 0)));
  await auditLog.append(ID, ALL, 0);
  const entries = ENTRIES.length + 2;
  expect(await verdict()).toMatchObject({ kind: 'signed', entries, later: 0 });
});

test('A2 only the events after one are appended', async () => {
  const { auditLog, count } = keeping();
  const [, planned] = HISTORY;
  await auditLog.append(ID, readUntil(4), planned?.id ?? 0);
  expect(await count()).toBe(1);
});

test('A2 an attempt that is refused while it is being signed does not break the audit log', async () => {
  const { auditLog, store, verdict } = keeping();
  const late = (i: number): AuditEntry => ({ id: `late/${i}`, kind: 'refused', atMs: i });
  const refusals = Array.from({ length: 12 }, (_, i) => store.appendToAuditLog(ID, [late(i)]));
  await Promise.all([auditLog.append(ID, ALL, 0), ...refusals]);
  const entries = ENTRIES.length + 2 + 12;
  expect(await verdict()).toMatchObject({ kind: 'signed', entries });
});

test('A5 the last entry has the measurements of the release, and its time in phases', async () => {
  const { auditLog, store, verdict } = keeping();
  await auditLog.append(ID, readUntil(4), 0);
  expect(await store.newestEntry(ID, 'ended')).toBeUndefined();
  await auditLog.append(ID, ALL, 0);
  const { measured } = (await store.newestEntry(ID, 'ended'))?.facts ?? {};
  expect(measured).toEqual(JSON.parse(JSON.stringify(measureRelease(HISTORY))));
  expect(measured).toMatchObject({ service: 'hello', deploymentOutcomes: [{}] });
  expect((await verdict()).kind).toBe('signed');
});

test('without a key the audit log ends without an attestation', async () => {
  const { store, verdict } = keeping();
  const unsigned = createReleaseAuditLog({ store, signingKey: async () => undefined });
  await unsigned.append(ID, ALL, 0);
  expect(await verdict()).toEqual({ kind: 'unsigned', entries: ENTRIES.length });
});

test('A2 an audit log that somebody changed is not signed', async () => {
  const { auditLog, root, verdict, count } = keeping();
  await auditLog.append(ID, readUntil(HISTORY.length - 1), 0);
  writeFileSync(join(root, 'audit-logs', ID, '3.json'), '{"kind":"voted","by":"eve"}');
  await auditLog.append(ID, ALL, 0);
  // The entry that is no longer there is appended again, behind the others.
  expect(await count()).toBe(ENTRIES.length + 1);
  expect(await verdict()).toMatchObject({ kind: 'broken', line: 3 });
});
