import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, realpath, symlink, unlink } from 'node:fs/promises';
import { posix } from 'node:path';
import { SlipwayError } from '../../domain/errors.ts';
import { bytesOf, type BytePath, joined, latin1, leaves, printable } from '../byte-path.ts';
import { checkLink, leadsOut } from './check-link.ts';
import { nameUnsupported, withName } from './name-failure.ts';
import { type ReadEntry, readEntries } from './read-entries.ts';

/** Never over something, and never through a link. */
const WRITE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
/** As where capitals do not count. */
const SAME = 'another name is the same to it';

/**
 * Unpacks an archive into a folder, which is made, byte by byte as it was packed. What is there
 * after a failure is of no use.
 *
 * @throws SlipwayError ARTIFACT_OUTSIDE_WORKSPACE if an entry would leave the folder, ARTIFACT_CORRUPT if it
 *   is no whole archive, NAME_UNSUPPORTED if the file system there does not take a name of it
 * @throws the error of the bytes, and of the file system
 */
export async function unpackArchive(
  bytes: AsyncIterable<Uint8Array>,
  folder: string,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const place = await placeIn(latin1(await realpath(folder, 'buffer')));
  for await (const entry of readEntries(bytes)) await place.put(entry);
  await place.checkLinks();
}

/** Where an archive is unpacked to. @param root its real path */
async function placeIn(root: BytePath) {
  /** Nothing that this archive did not bring is there. */
  const isFresh = (await readdir(bytesOf(root))).length === 0;
  const folders = new Set<string>(['.']);
  const links: BytePath[] = [];

  /** Makes a folder and those above it; a link is none. */
  async function makeFolder(name: BytePath): Promise<void> {
    if (folders.has(name)) return;
    await makeFolder(posix.dirname(name) as BytePath);
    const path = bytesOf(joined(root, name));
    await withName(name, () => mkdir(path, 0o755)).catch(async (error: unknown) => {
      if (!isThere(error)) throw error;
      const there = await lstat(path);
      if (there.isSymbolicLink()) throw outside(name);
      if (isFresh) throw nameUnsupported(name, SAME, error);
      if (!there.isDirectory()) throw error;
    });
    folders.add(name);
  }
  /** Makes something that is no folder, in place of what else is there. */
  async function make(name: BytePath, act: (path: Buffer) => Promise<void>): Promise<void> {
    const path = bytesOf(joined(root, name));
    await withName(name, () => act(path)).catch(async (error: unknown) => {
      if (!isThere(error)) throw error;
      if (isFresh) throw nameUnsupported(name, SAME, error);
      await unlink(path);
      await act(path);
    });
  }
  return {
    async put(entry: ReadEntry): Promise<void> {
      const name = posix.normalize(entry.name) as BytePath;
      if (leaves(entry.name) || name === '.') throw outside(entry.name);
      if (entry.kind === 'directory') return makeFolder(name);
      await makeFolder(posix.dirname(name) as BytePath);
      if (entry.kind === 'file') return make(name, (path) => writeFile(path, entry));
      const { target = '' as BytePath } = entry;
      if (leadsOut(name, target)) throw outside(name);
      links.push(name);
      await make(name, (path) => symlink(bytesOf(target), path));
    },
    /** By way of another link, one may lead out that does not say so. */
    async checkLinks(): Promise<void> {
      for (const name of links) await checkLink(root, name);
    },
  };
}

async function writeFile(path: Buffer, { mayRun, content }: ReadEntry): Promise<void> {
  const file = await open(path, WRITE, mayRun ? 0o755 : 0o644);
  try {
    for await (const chunk of content) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
}

function isThere(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST';
}

function outside(name: BytePath): SlipwayError {
  const sentence = `The artifact cannot be unpacked: "${printable(name)}" leaves its directory.`;
  return new SlipwayError('ARTIFACT_OUTSIDE_WORKSPACE', sentence);
}
