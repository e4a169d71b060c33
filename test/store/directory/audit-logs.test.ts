import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AuditEntry } from '../../../src/domain/audit-log/entry.ts';
import { readAuditLog } from '../../../src/audit/read-audit-log.ts';
import { createDirectoryStore } from '../../../src/store/directory/store.ts';
import { temporaryFolder } from '../folder-of.ts';

const CHILD = new URL('record-child.ts', import.meta.url).pathname;
const ID = 'hello-1';

const entry = (id: string): AuditEntry => ({ id, kind: 'voted', atMs: 1 });

function storeOf() {
  const root = join(temporaryFolder(), 'store');
  const store = createDirectoryStore(root);
  const folder = join(root, 'audit-logs', ID);
  /** What is there, which must be one chain. */
  const ids = async () => {
    const { entries, broken } = readAuditLog((await store.readAuditLog(ID)) ?? new Uint8Array());
    expect(broken).toBeUndefined();
    return entries.map(({ id }) => id);
  };
  return { ...store, root, folder, ids };
}

function child(root: string, name: string, count: number) {
  const args = ['--import', 'tsx', CHILD, root, name, String(count)];
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void running.kill('SIGKILL'));
  return { running, ended: once(running, 'exit'), ready: once(running.stdout, 'data') };
}

test('A2 entries stand in the order in which they came, each behind the one before', async () => {
  const { appendToAuditLog, readAuditLog: read, ids } = storeOf();
  expect(await read(ID)).toBeUndefined();
  expect(await appendToAuditLog(ID, [entry('a'), entry('b')])).toBe(2);
  expect(await appendToAuditLog(ID, [entry('c')])).toBe(1);
  expect(await ids()).toEqual(['a', 'b', 'c']);
});

test('A2 an entry that is there is neither written again nor changed', async () => {
  const { appendToAuditLog, readAuditLog: read } = storeOf();
  await appendToAuditLog(ID, [entry('a'), entry('b')]);
  const before = await read(ID);
  const other = { ...entry('a'), by: 'eve' };
  expect(await appendToAuditLog(ID, [other, entry('b'), other])).toBe(0);
  expect(await read(ID)).toEqual(before);
  expect(await appendToAuditLog(ID, [other, entry('c'), entry('c')])).toBe(1);
});

test('A2 an entry that must follow another is not written behind any other', async () => {
  const { appendToAuditLog, readAuditLog: read, ids } = storeOf();
  await appendToAuditLog(ID, [entry('a')]);
  const after = readAuditLog((await read(ID)) as Uint8Array).entries[0]?.hash ?? '';
  expect(await appendToAuditLog(ID, [entry('b')], { after })).toBe(1);
  expect(await appendToAuditLog(ID, [entry('c')], { after })).toBe(0);
  expect(await ids()).toEqual(['a', 'b']);
});

test('A2 many who write at once write one chain, and nothing twice', async () => {
  const { root, ids } = storeOf();
  const writers = Array.from({ length: 8 }, () => createDirectoryStore(root));
  const kept = await Promise.all(
    writers.flatMap(({ appendToAuditLog }, w) => [
      appendToAuditLog(ID, [entry(`${w}`), entry('shared'), entry(`${w}+`)]),
      appendToAuditLog(ID, [entry('shared')]),
    ]),
  );
  expect(kept.reduce((sum, some) => sum + some, 0)).toBe(17);
  const there = await ids();
  expect(new Set(there).size).toBe(17);
  expect(there).toHaveLength(17);
});

test('A2 processes that write at once write one chain', async () => {
  const { root, ids } = storeOf();
  const children = ['one', 'two', 'three'].map((name) => child(root, name, 40));
  await Promise.all(children.map(({ ended }) => ended));
  const there = await ids();
  expect(there).toHaveLength(120);
  for (const name of ['one', 'two', 'three'])
    expect(there.filter((id) => id.startsWith(`${name}/`))).toEqual(
      Array.from({ length: 40 }, (_, i) => `${name}/${i}`),
    );
});

test('A2 whoever is killed while writing leaves whole entries only, and others go on', async () => {
  const { root, folder, appendToAuditLog, ids } = storeOf();
  for (let round = 0; round < 3; round += 1) {
    const { running, ended, ready } = child(root, `round-${round}`, 1_000_000);
    await ready;
    const before = existsSync(folder) ? readdirSync(folder).length : 0;
    while ((existsSync(folder) ? readdirSync(folder).length : 0) < before + 5)
      await new Promise(setImmediate);
    running.kill('SIGKILL');
    await ended;
    const there = await ids();
    expect(await appendToAuditLog(ID, [entry(`after-${round}`)])).toBe(1);
    expect(await ids()).toEqual([...there, `after-${round}`]);
  }
});

test('A2 what a killed process left of a file is no entry', async () => {
  const { folder, appendToAuditLog, ids } = storeOf();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '.3f2a91c4-half'), '{"id":"ha');
  await appendToAuditLog(ID, [entry('a')]);
  expect(await ids()).toEqual(['a']);
});

test('A3 writing touches no entry that is there', async () => {
  const { folder, appendToAuditLog } = storeOf();
  await appendToAuditLog(ID, [entry('a'), entry('b')]);
  const look = () =>
    ['1.json', '2.json'].map((name) => {
      const { ino, mtimeMs } = statSync(join(folder, name));
      return [ino, mtimeMs, readFileSync(join(folder, name), 'utf8')];
    });
  const before = look();
  await appendToAuditLog(ID, [entry('b'), entry('c')]);
  expect(look()).toEqual(before);
});

test('A2 an entry that somebody spoilt or took away stays so, and the record goes on', async () => {
  const { folder, appendToAuditLog, readAuditLog: read } = storeOf();
  await appendToAuditLog(ID, [entry('a'), entry('b')]);
  writeFileSync(join(folder, '2.json'), 'spoilt');
  expect(await appendToAuditLog(ID, [entry('c'), entry('d')])).toBe(2);
  expect(readFileSync(join(folder, '2.json'), 'utf8')).toBe('spoilt');
  const { broken } = readAuditLog((await read(ID)) as Uint8Array);
  expect(broken).toMatchObject({ line: 2 });
});

test('tells which records there are', async () => {
  const { appendToAuditLog, listAuditLogs, root } = storeOf();
  expect(await listAuditLogs()).toEqual([]);
  await appendToAuditLog(ID, [entry('a')]);
  await appendToAuditLog('environment.hello.production', [entry('a')]);
  mkdirSync(join(root, 'audit-logs', '.not-one'));
  expect((await listAuditLogs()).toSorted()).toEqual(['environment.hello.production', ID]);
});

test('finds the newest entry of a kind, past what somebody spoilt', async () => {
  const { appendToAuditLog, newestEntry, folder } = storeOf();
  expect(await newestEntry(ID, 'ended')).toBeUndefined();
  const kinds = ['started', 'ended', 'ended', 'refused', 'voted'] as const;
  await appendToAuditLog(
    ID,
    kinds.map((kind, i) => ({ id: `${i + 1}`, kind, atMs: i })),
  );
  writeFileSync(join(folder, '5.json'), 'spoilt');
  expect(await newestEntry(ID, 'ended')).toMatchObject({ id: '3', kind: 'ended', atMs: 2 });
  expect(await newestEntry(ID, 'planned')).toBeUndefined();
  expect(await newestEntry('../out', 'ended')).toBeUndefined();
});

test.each(['../out', 'a/b', '.hidden', ''])('there is no record named %j', async (name) => {
  const { root, appendToAuditLog, readAuditLog: read } = storeOf();
  await expect(appendToAuditLog(name, [entry('a')])).rejects.toThrow(RangeError);
  expect(await read(name)).toBeUndefined();
  expect(existsSync(root)).toBe(false);
});

test('some hundred entries are read, and added to, at once', async () => {
  const { appendToAuditLog, ids } = storeOf();
  await appendToAuditLog(
    ID,
    Array.from({ length: 500 }, (_, i) => entry(String(i))),
  );
  const begin = performance.now();
  expect(await ids()).toHaveLength(500);
  await appendToAuditLog(ID, [entry('one more')]);
  // Ten times what it takes on a busy machine.
  expect(performance.now() - begin).toBeLessThan(1_500);
});
