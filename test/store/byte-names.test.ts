import { execFileSync } from 'node:child_process';
import { linkSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packArchive, unpackArchive } from '../../src/store/archive.ts';
import { resolveArtifact } from '../../src/store/artifact-path.ts';
import { createDirectoryStore } from '../../src/store/directory/store.ts';
import { AWKWARD_NAMES, type Found, makeTree, treeOf } from '../support/byte-tree.ts';
import { digestOf, temporaryFolder } from './folder-of.ts';

const file = (text: string, mayRun = false): Found => ({ kind: 'file', text, mayRun });

/** A name wherever a name can be. */
function everywhere(name: string): Record<string, Found> {
  return {
    [name]: file('text', true),
    'folder/empty': { kind: 'directory' },
    [`folder/${name}/${name}`]: file('below'),
    [`folder/${name}/to`]: { kind: 'link', text: name },
    'link-to': { kind: 'link', text: `folder/${name}/${name}` },
  };
}

/** Makes a tree in a workspace, and takes it through the store. */
async function throughTheStore(tree: Readonly<Record<string, Found>>) {
  const root = temporaryFolder();
  const dist = makeTree(join(root, 'work/dist'), tree);
  const { path } = await resolveArtifact(join(root, 'work'), 'dist');
  const store = createDirectoryStore(join(root, 'store'));
  const { digest } = await store.putArtifact(packArchive(path));
  const out = join(root, 'out');
  await unpackArchive(await store.getArtifact(digest), out);
  return { dist, out, digest };
}

describe('a name in an artifact', () => {
  test.each(Object.entries(AWKWARD_NAMES))('B2 with %s comes back as it was', async (_, name) => {
    const { dist, out, digest } = await throughTheStore(everywhere(name));
    expect(treeOf(out)).toEqual(treeOf(dist));
    expect(`sha256:${await digestOf(packArchive(out))}`).toBe(digest);
  });

  test('B2 may have a path of thousands of bytes', async () => {
    const deep = Array.from({ length: 14 }, () => '\xe9'.repeat(250)).join('/');
    const { dist, out } = await throughTheStore({ [deep]: file('deep') });
    expect(treeOf(out)).toEqual(treeOf(dist));
  });

  test('B1 of a single file is kept as its bytes, also behind a link', async () => {
    const root = temporaryFolder();
    makeTree(join(root, 'work'), {
      'out\xff/caf\xe9:1': file('menu'),
      dist: { kind: 'link', text: 'out\xff/caf\xe9:1' },
    });
    const { path, kind } = await resolveArtifact(join(root, 'work'), 'dist');
    expect(kind).toBe('file');
    await unpackArchive(packArchive(path), join(root, 'out'));
    expect(treeOf(join(root, 'out'))).toEqual({ 'caf\xe9:1': file('menu') });
  });

  test('B1 makes the same digest in whatever order files were made, linked or copied', async () => {
    const tree = Object.values(AWKWARD_NAMES).map((name) => [name, file('same')] as const);
    const one = makeTree(temporaryFolder(), Object.fromEntries(tree));
    const other = makeTree(temporaryFolder(), Object.fromEntries(tree.slice(1).toReversed()));
    const linked = Buffer.concat([
      Buffer.from(`${other}/`),
      Buffer.from(tree[0]?.[0] ?? '', 'latin1'),
    ]);
    linkSync(join(other, 'a:b.txt'), linked);
    expect(await digestOf(packArchive(other))).toBe(await digestOf(packArchive(one)));
  });

  test('B2 of any bytes comes back as it was', async () => {
    const name = fc
      .uint8Array({ minLength: 1, maxLength: 255 })
      .map((bytes) => Buffer.from(bytes).toString('latin1').replaceAll(/[\0/]/g, '_'))
      .filter((text) => text !== '.' && text !== '..');
    const found = fc.oneof(
      fc.record({
        kind: fc.constant('file' as const),
        text: fc.string({ maxLength: 2_000 }).map((text) => Buffer.from(text).toString('latin1')),
        mayRun: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('link' as const), text: name }),
      fc.record({ kind: fc.constant('directory' as const) }),
    );
    const level = fc.dictionary(name, found, { maxKeys: 6 });
    const trees = fc.tuple(level, level, name).map(([top, below, folder]) => ({
      ...Object.fromEntries(Object.entries(below).map(([key, one]) => [`d/${folder}/${key}`, one])),
      ...Object.fromEntries(Object.entries(top).filter(([key]) => key !== 'd')),
      'd/there': file(''),
    }));
    const seed = Number(process.env['SLIPWAY_SEED'] ?? Date.now() % 1_000_000);
    await fc.assert(
      fc.asyncProperty(trees, async (tree) => {
        const { dist, out, digest } = await throughTheStore(tree);
        expect(treeOf(out)).toEqual(treeOf(dist));
        expect(`sha256:${await digestOf(packArchive(out))}`).toBe(digest);
      }),
      { seed, numRuns: 60 },
    );
  });

  test('is read by GNU tar as the bytes that it is', async () => {
    const names = Object.values(AWKWARD_NAMES);
    const folder = temporaryFolder();
    makeTree(folder, Object.fromEntries(names.map((name) => [name, file(name)])));
    const out = temporaryFolder();
    execFileSync('tar', ['-x', '-C', out], { input: await buffer(packArchive(folder)) });
    expect(treeOf(out)).toEqual(treeOf(folder));
  });

  test('that is too long for its place is named, and ends nothing else', async () => {
    const deep = Array.from({ length: 14 }, () => 'd'.repeat(250)).join('/');
    const packed = makeTree(temporaryFolder(), { [deep]: file('deep') });
    const place = join(temporaryFolder(), 'p'.repeat(250), 'p'.repeat(250), 'p'.repeat(250));
    await expect(unpackArchive(packArchive(packed), place)).rejects.toMatchObject({
      code: 'NAME_UNSUPPORTED',
      message: expect.stringMatching(
        /^The file system does not take the name "d+…d+": ENAMETOOLONG/,
      ),
    });
  });
});
