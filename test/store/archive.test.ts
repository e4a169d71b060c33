import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Header } from 'tar';
import { expect, test } from 'vitest';
import { packArchive, unpackArchive } from '../../src/store/archive.ts';
import { digestOf, folderOf, temporaryFolder } from './folder-of.ts';

const ENTRIES = {
  'index.html': '<p>',
  'bin/run*': '#!/bin/sh\n',
  'empty/': '',
  current: '-> bin/run',
  '@at': 'x',
  'zwölf/…': 'x',
  [`long/${'n'.repeat(90)}/${'m'.repeat(90)}`]: 'long',
};

test('B1 equal content is packed to equal bytes, whatever its times, its modes and its place', async () => {
  const one = folderOf(ENTRIES);
  const other = folderOf(Object.fromEntries(Object.entries(ENTRIES).toReversed()));
  utimesSync(join(other, 'index.html'), 1, 1);
  chmodSync(join(other, 'index.html'), 0o600);
  chmodSync(join(other, 'bin/run'), 0o700);
  chmodSync(join(other, 'empty'), 0o700);
  expect(await digestOf(packArchive(other))).toBe(await digestOf(packArchive(one)));
});

test('B1 content that is there twice is packed alike, linked or copied', async () => {
  const copied = folderOf({ a: 'same', b: 'same' });
  const linked = folderOf({ a: 'same' });
  linkSync(join(linked, 'a'), join(linked, 'b'));
  expect(await digestOf(packArchive(linked))).toBe(await digestOf(packArchive(copied)));
});

test.each([
  ['a byte', { a: 'A', 'b*': 'b', 'c/': '' }],
  ['a name', { aa: 'a', 'b*': 'b', 'c/': '' }],
  ['an empty folder', { a: 'a', 'b*': 'b' }],
  ['the right to be executed', { a: 'a', b: 'b', 'c/': '' }],
  ['a link for a file', { a: '-> b', 'b*': 'b', 'c/': '' }],
])('B1 %s makes another archive', async (_, entries) => {
  const before = await digestOf(packArchive(folderOf({ a: 'a', 'b*': 'b', 'c/': '' })));
  expect(await digestOf(packArchive(folderOf(entries)))).not.toBe(before);
});

test('a folder is unpacked as it was packed', async () => {
  const folder = join(temporaryFolder(), 'a', 'b');
  await unpackArchive(packArchive(folderOf(ENTRIES)), folder);
  expect(readFileSync(join(folder, 'index.html'), 'utf8')).toBe('<p>');
  expect(readFileSync(join(folder, '@at'), 'utf8')).toBe('x');
  expect(lstatSync(join(folder, 'bin/run')).mode & 0o111).toBe(0o111);
  expect(lstatSync(join(folder, 'index.html')).mode & 0o111).toBe(0);
  expect(readdirSync(join(folder, 'empty'))).toEqual([]);
  expect(readlinkSync(join(folder, 'current'))).toBe('bin/run');
  expect(await digestOf(packArchive(folder))).toBe(await digestOf(packArchive(folderOf(ENTRIES))));
});

test('a single file is packed under its own name', async () => {
  const folder = temporaryFolder();
  await unpackArchive(packArchive(join(folderOf({ 'app.js': 'js' }), 'app.js')), folder);
  expect(readdirSync(folder)).toEqual(['app.js']);
});

test('pipes and sockets are left out', async () => {
  const packed = folderOf({ a: 'a' });
  execFileSync('mkfifo', [join(packed, 'pipe')]);
  const folder = temporaryFolder();
  await unpackArchive(packArchive(packed), folder);
  expect(readdirSync(folder)).toEqual(['a']);
});

test('what is not there cannot be packed', async () => {
  await expect(buffer(packArchive(join(temporaryFolder(), 'none')))).rejects.toMatchObject({
    code: 'ENOENT',
  });
});

/** An archive of one entry, as no honest packer makes it. */
function archiveOf(entry: {
  path: string;
  type: 'File' | 'Link' | 'SymbolicLink';
  linkpath?: string;
}) {
  const block = Buffer.alloc(512);
  new Header({ mode: 0o644, size: 0, mtime: new Date(0), ...entry }).encode(block, 0);
  return Readable.from([block, Buffer.alloc(1_024)]);
}

test.each([
  ['a path with ..', { path: '../escaped', type: 'File' }],
  ['an absolute path', { path: '/tmp/slipway-escaped', type: 'File' }],
  ['a link with ..', { path: 'escaped', type: 'SymbolicLink', linkpath: '../..' }],
  ['an absolute link', { path: 'escaped', type: 'SymbolicLink', linkpath: '/etc/passwd' }],
  ['a hard link with ..', { path: 'escaped', type: 'Link', linkpath: '../secret' }],
] as const)('an archive with %s is refused', async (_, header) => {
  const root = folderOf({ secret: 's' });
  const folder = join(root, 'in');
  await expect(unpackArchive(archiveOf(header), folder)).rejects.toMatchObject({
    code: 'ARTIFACT_OUTSIDE',
  });
  expect(existsSync(join(root, 'escaped'))).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

test('an archive that writes through a link which is there already is refused', async () => {
  const root = folderOf({ 'outside/': '', 'in/': '' });
  symlinkSync('../outside', join(root, 'in', 'a'));
  const archive = archiveOf({ path: 'a/escaped', type: 'File' });
  await expect(unpackArchive(archive, join(root, 'in'))).rejects.toMatchObject({
    code: 'ARTIFACT_OUTSIDE',
  });
  expect(readdirSync(join(root, 'outside'))).toEqual([]);
});

test('what is no whole archive is refused', async () => {
  const whole = await buffer(packArchive(folderOf({ a: 'a'.repeat(3_000) })));
  for (const bytes of [whole.subarray(0, 1_500), Buffer.from('no archive at all'.repeat(100))])
    await expect(unpackArchive(Readable.from([bytes]), temporaryFolder())).rejects.toMatchObject({
      code: 'ARTIFACT_CORRUPT',
    });
});

test('an error of the stream or of the disk ends the unpacking', async () => {
  const broken = new Error('broken');
  const failing = packArchive(folderOf({ a: 'a'.repeat(300_000) }));
  failing.once('data', () => failing.destroy(broken));
  await expect(unpackArchive(failing, temporaryFolder())).rejects.toBe(broken);
  // What cannot be written: a file where a folder is that is not empty.
  const folder = folderOf({ 'a/b': 'b' });
  await expect(unpackArchive(packArchive(folderOf({ a: 'a' })), folder)).rejects.toThrow(
    'ENOTEMPTY',
  );
});

test('other tools can read an archive', async () => {
  const bytes = await buffer(packArchive(folderOf({ 'b/c': 'c', a: 'a' })));
  expect(execFileSync('tar', ['-t'], { input: bytes }).toString()).toBe('a\nb/\nb/c\n');
});
