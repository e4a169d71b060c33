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
import { create, Header } from 'tar';
import { expect, test } from 'vitest';
import { packArchive, unpackArchive } from '../../src/store/archive.ts';
import { treeOf } from '../support/byte-tree.ts';
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

test('a pipe, a socket or a device cannot be packed, and is named', async () => {
  const packed = folderOf({ 'b/a': 'a' });
  execFileSync('mkfifo', [join(packed, 'b/pi\npe')]);
  await expect(buffer(packArchive(packed))).rejects.toMatchObject({
    code: 'SPECIAL_FILE_UNSUPPORTED',
    message: String.raw`"b/pi\npe" is a pipe, which no artifact can hold.`,
  });
});

test('what is not there cannot be packed', async () => {
  await expect(buffer(packArchive(join(temporaryFolder(), 'none')))).rejects.toMatchObject({
    code: 'ENOENT',
  });
});

interface Forged {
  readonly path: string;
  readonly type: 'File' | 'Link' | 'SymbolicLink';
  readonly linkpath?: string;
}

/** An archive as no honest packer makes it. */
function archiveOf(...entries: readonly Forged[]) {
  const blocks = entries.map((entry) => {
    const block = Buffer.alloc(512);
    new Header({ mode: 0o644, size: 0, mtime: new Date(0), ...entry }).encode(block, 0);
    return block;
  });
  return Readable.from([...blocks, Buffer.alloc(1_024)]);
}

test.each([
  ['a path with ..', { path: '../escaped', type: 'File' }],
  ['an absolute path', { path: '/tmp/slipway-escaped', type: 'File' }],
  ['a link with ..', { path: 'escaped', type: 'SymbolicLink', linkpath: '../..' }],
  ['an absolute link', { path: 'escaped', type: 'SymbolicLink', linkpath: '/etc/passwd' }],
  ['a path with .. in its middle', { path: 'a/../../escaped', type: 'File' }],
] as const)('an archive with %s is refused', async (_, header) => {
  const root = folderOf({ secret: 's' });
  const folder = join(root, 'in');
  await expect(unpackArchive(archiveOf(header), folder)).rejects.toMatchObject({
    code: 'ARTIFACT_OUTSIDE_WORKSPACE',
  });
  expect(existsSync(join(root, 'escaped'))).toBe(false);
  expect(readdirSync(folder)).toEqual([]);
});

test('an archive with a hard link is refused: Slipway packs none', async () => {
  const entry = { path: 'escaped', type: 'Link', linkpath: '../secret' } as const;
  const folder = join(folderOf({ secret: 's' }), 'in');
  await expect(unpackArchive(archiveOf(entry), folder)).rejects.toMatchObject({
    code: 'ARTIFACT_CORRUPT',
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('an archive whose link leads out by way of another link is refused', async () => {
  const archive = archiveOf(
    { path: 'here', type: 'SymbolicLink', linkpath: '.' },
    { path: 'up', type: 'SymbolicLink', linkpath: 'here/..' },
  );
  await expect(unpackArchive(archive, join(temporaryFolder(), 'in'))).rejects.toMatchObject({
    code: 'ARTIFACT_OUTSIDE_WORKSPACE',
  });
});

test('an archive with a link in a folder that leads out is refused', async () => {
  const archive = archiveOf({ path: 'a/b', type: 'SymbolicLink', linkpath: '../../x' });
  await expect(unpackArchive(archive, temporaryFolder())).rejects.toMatchObject({
    code: 'ARTIFACT_OUTSIDE_WORKSPACE',
  });
});

test('an archive that writes through its own link is refused', async () => {
  const archive = archiveOf(
    { path: 'a', type: 'SymbolicLink', linkpath: 'b' },
    { path: 'a/escaped', type: 'File' },
  );
  await expect(unpackArchive(archive, temporaryFolder())).rejects.toMatchObject({
    code: 'ARTIFACT_OUTSIDE_WORKSPACE',
  });
});

test('an archive with one name twice is refused: a file system may take two names for one', async () => {
  const archive = archiveOf({ path: 'a', type: 'File' }, { path: 'a', type: 'File' });
  await expect(unpackArchive(archive, temporaryFolder())).rejects.toMatchObject({
    code: 'NAME_UNSUPPORTED',
    message: expect.stringContaining('"a"'),
  });
});

test('an archive that writes through a link which is there already is refused', async () => {
  const root = folderOf({ 'outside/': '', 'in/': '' });
  symlinkSync('../outside', join(root, 'in', 'a'));
  const archive = archiveOf({ path: 'a/escaped', type: 'File' });
  await expect(unpackArchive(archive, join(root, 'in'))).rejects.toMatchObject({
    code: 'ARTIFACT_OUTSIDE_WORKSPACE',
  });
  expect(readdirSync(join(root, 'outside'))).toEqual([]);
});

test('what is no whole archive is refused', async () => {
  const whole = await buffer(packArchive(folderOf({ a: 'a'.repeat(3_000) })));
  const changed = Buffer.from(whole).fill('b', 0, 1);
  const noArchive = Buffer.from('no archive at all'.repeat(100));
  for (const bytes of [whole.subarray(0, 1_500), whole.subarray(0, 3_584), changed, noArchive])
    await expect(unpackArchive(Readable.from([bytes]), temporaryFolder())).rejects.toMatchObject({
      code: 'ARTIFACT_CORRUPT',
    });
});

test('an error of the stream or of the disk ends the unpacking', async () => {
  const broken = new Error('broken');
  async function* failing() {
    for await (const chunk of packArchive(folderOf({ a: 'a'.repeat(300_000) }))) {
      yield chunk;
      throw broken;
    }
  }
  await expect(unpackArchive(failing(), temporaryFolder())).rejects.toBe(broken);
  // What cannot be written: a file where a folder is.
  const folder = folderOf({ 'a/b': 'b' });
  await expect(unpackArchive(packArchive(folderOf({ a: 'a' })), folder)).rejects.toThrow(
    /EISDIR|EPERM/,
  );
});

test('ordinary names are packed as earlier versions packed them, so digests stay', async () => {
  const { '@at': _at, 'zwölf/…': _twelve, ...rest } = ENTRIES;
  const entries = Object.entries(rest).filter(([name]) => !name.startsWith('long/'));
  const folder = folderOf(Object.fromEntries(entries));
  for (const name of ['', 'bin', 'empty']) chmodSync(join(folder, name), 0o755);
  const paths = ['bin', 'bin/run', 'current', 'empty', 'index.html'];
  const options = { cwd: folder, portable: true, mtime: new Date(0), noDirRecurse: true };
  const before = await buffer(create(options, paths));
  expect(await buffer(packArchive(folder))).toEqual(before);
});

test('what earlier versions packed is unpacked, whatever its names', async () => {
  const names = ['@at', 'zwölf', 'zwölf/…', 'n'.repeat(99), `${'n'.repeat(99)}/${'é'.repeat(90)}`];
  const packed = folderOf({
    '@at': 'at',
    'zwölf/…': `-> ${'ö'.repeat(70)}`,
    [`${'n'.repeat(99)}/${'é'.repeat(90)}`]: 'long',
  });
  const options = { cwd: packed, portable: true, mtime: new Date(0), noDirRecurse: true };
  const archive = create(
    options,
    names.map((name) => `./${name}`),
  );
  const folder = temporaryFolder();
  await unpackArchive(archive, folder);
  expect(treeOf(folder)).toEqual(treeOf(packed));
});

test('other tools can read an archive', async () => {
  const bytes = await buffer(packArchive(folderOf({ 'b/c': 'c', a: 'a' })));
  expect(execFileSync('tar', ['-t'], { input: bytes }).toString()).toBe('a\nb/\nb/c\n');
});
