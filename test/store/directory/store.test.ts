import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { createDirectoryStore } from '../../../src/store/directory/store.ts';
import { temporaryFolder } from '../folder-of.ts';

const HELLO = 'sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
const LOG = { releaseId: 'hello-3f2a91c4d5e6.2', step: 'test-unit', attempt: 1 };

function storeOf() {
  const root = join(temporaryFolder(), 'store');
  return { root, ...createDirectoryStore(root), other: createDirectoryStore(root) };
}

test('B1 an artifact is known by the digest of the bytes that arrived', async () => {
  const { putArtifact, other, root } = storeOf();
  const stored = { digest: HELLO, sizeBytes: 5 };
  const bytes = () => Readable.from([Buffer.from('he'), Buffer.from('llo')]);
  expect(await putArtifact(bytes())).toEqual(stored);
  expect(await Promise.all([putArtifact(bytes()), other.putArtifact(bytes())])).toEqual([
    stored,
    stored,
  ]);
  expect(await text(await other.getArtifact(HELLO))).toBe('hello');
  expect(readdirSync(join(root, 'artifacts'))).toHaveLength(1);
});

test('B2 an artifact that is no longer itself ends with an error, and is mended by putting it', async () => {
  const { putArtifact, getArtifact, root } = storeOf();
  await putArtifact(Readable.from([Buffer.from('hello')]));
  const [name = ''] = readdirSync(join(root, 'artifacts'));
  const file = join(root, 'artifacts', name);
  for (const damage of [() => writeFileSync(file, 'hellO'), () => truncateSync(file, 0)]) {
    damage();
    await expect(buffer(await getArtifact(HELLO))).rejects.toMatchObject({
      code: 'ARTIFACT_CORRUPT',
    });
  }
  await putArtifact(Readable.from([Buffer.from('hello')]));
  expect(await text(await getArtifact(HELLO))).toBe('hello');
});

test('an artifact that is not there is not found, whatever it is called', async () => {
  const { getArtifact } = storeOf();
  for (const digest of [HELLO, 'sha256:../../logs', HELLO.slice(7), ''])
    await expect(getArtifact(digest)).rejects.toMatchObject({ code: 'ARTIFACT_NOT_FOUND' });
});

test('an artifact that breaks off leaves nothing', async () => {
  const { putArtifact, root } = storeOf();
  const broken = new Error('broken');
  const bytes = Readable.from(
    (async function* () {
      yield Buffer.from('he');
      throw broken;
    })(),
  );
  await expect(putArtifact(bytes)).rejects.toBe(broken);
  expect(readdirSync(join(root, 'artifacts'))).toEqual([]);
});

test('what a killed process left of an artifact goes after a day', async () => {
  const { putArtifact, root } = storeOf();
  const folder = join(root, 'artifacts');
  mkdirSync(folder, { recursive: true });
  const [old, fresh] = [`.${crypto.randomUUID()}`, `.${crypto.randomUUID()}`];
  for (const name of [old, fresh]) writeFileSync(join(folder, name), 'half');
  const yesterday = new Date(Date.now() - 25 * 60 * 60_000);
  utimesSync(join(folder, old), yesterday, yesterday);
  await putArtifact(Readable.from([Buffer.from('hello')]));
  expect(readdirSync(folder).toSorted()).toEqual([fresh, HELLO.slice(7)].toSorted());
});

/** A disk of 1 MiB, where the system lets us have one. */
function smallDisk(): string | undefined {
  const folder = temporaryFolder();
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  if (status !== 0) return undefined;
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}

test('a full disk is told, leaves nothing of the artifact, and costs a log only its rest', async (context) => {
  const disk = smallDisk();
  if (disk === undefined) return context.skip('a small disk needs the right to mount one');
  const store = createDirectoryStore(disk);
  await expect(
    store.putArtifact(Readable.from([Buffer.alloc(800_000), Buffer.alloc(800_000)])),
  ).rejects.toMatchObject({ code: 'DISK_FULL' });
  expect(readdirSync(join(disk, 'artifacts'))).toEqual([]);
  const log = await store.openLog(LOG);
  log.write(Buffer.from('first\n'));
  for (let more = 0; more < 3; more += 1) log.write(Buffer.alloc(600_000));
  await log.end();
  expect((await store.readLog(LOG, 0))?.chunk.subarray(0, 6).toString()).toBe('first\n');
});

test('B5 a log can be followed by another process while it is written', async () => {
  const { openLog, other } = storeOf();
  const read = async (offset: number) => {
    const { chunk, ended } = (await other.readLog(LOG, offset)) ?? {};
    return [chunk && Buffer.from(chunk).toString(), ended];
  };
  expect(await read(0)).toEqual([undefined, undefined]);
  const log = await openLog(LOG);
  expect(await read(0)).toEqual(['', false]);
  log.write(Buffer.from('one\n'));
  log.write(Buffer.from('two\n'));
  await expect.poll(() => read(0), { interval: 5 }).toEqual(['one\ntwo\n', false]);
  expect(await read(4)).toEqual(['two\n', false]);
  log.write(Buffer.from('three\n'));
  await log.end();
  await log.end();
  expect(await read(8)).toEqual(['three\n', true]);
  expect(await read(14)).toEqual(['', true]);
  expect(await read(99)).toEqual(['', true]);
});

test('a long log is read piece by piece, and only the last piece is its end', async () => {
  const { openLog, readLog } = storeOf();
  const log = await openLog(LOG);
  const bytes = Buffer.alloc(2 * 1024 * 1024 + 1, 'abcdefg');
  log.write(bytes);
  await log.end();
  const chunks: Uint8Array[] = [];
  const ends: boolean[] = [];
  for (let offset = 0; !ends.at(-1); offset += chunks.at(-1)?.length ?? 0) {
    const { chunk, ended } = (await readLog(LOG, offset)) ?? {
      chunk: Buffer.alloc(0),
      ended: true,
    };
    chunks.push(chunk);
    ends.push(ended);
  }
  expect(ends).toEqual([false, false, true]);
  expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
});

test('the end of a log is read by a negative offset', async () => {
  const { openLog, readLog } = storeOf();
  const log = await openLog(LOG);
  log.write(Buffer.from('one\ntwo\n'));
  await log.end();
  const end = async (offset: number) =>
    Buffer.from((await readLog(LOG, offset))?.chunk ?? []).toString();
  expect([await end(-4), await end(-1_000)]).toEqual(['two\n', 'one\ntwo\n']);
});

test('a log that a crash left is replaced, and whoever still writes it is not read', async () => {
  const { openLog, readLog, other } = storeOf();
  const ghost = await openLog(LOG);
  ghost.write(Buffer.from('old\n'));
  const log = await other.openLog(LOG);
  log.write(Buffer.from('new\n'));
  ghost.write(Buffer.from('ghost\n'));
  await log.end();
  expect(Buffer.from((await readLog(LOG, 0))?.chunk ?? []).toString()).toBe('new\n');
  await ghost.end();
  expect(Buffer.from((await readLog(LOG, 0))?.chunk ?? []).toString()).toBe('new\n');
});

test('the last attempt of a step is the newest that has a log', async () => {
  const { openLog, lastAttempt } = storeOf();
  expect(await lastAttempt(LOG.releaseId, LOG.step)).toBeUndefined();
  for (const attempt of [2, 10, 9]) await (await openLog({ ...LOG, attempt })).end();
  expect(await lastAttempt(LOG.releaseId, LOG.step)).toBe(10);
});

test('no name of a log leads out of the store', async () => {
  const { openLog, readLog, lastAttempt, root } = storeOf();
  for (const name of ['..', '.', '../x', 'a/b', '', '/etc', 'a\0b', '.hidden']) {
    for (const key of [
      { ...LOG, releaseId: name },
      { ...LOG, step: name },
    ]) {
      await expect(openLog(key)).rejects.toThrow(RangeError);
      expect(await readLog(key, 0)).toBeUndefined();
      expect(await lastAttempt(key.releaseId, key.step)).toBeUndefined();
    }
  }
  expect(existsSync(root)).toBe(false);
});
