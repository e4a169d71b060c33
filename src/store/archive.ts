import { constants, type Stats } from 'node:fs';
import { lstat, mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { create, extract } from 'tar';
import { SlipwayError } from '../domain/errors.ts';

/** What tar says about an entry that would leave the folder, or lead out of it. */
const LEAVES = new Set(['TAR_ENTRY_ERROR', 'TAR_ENTRY_INFO', 'TAR_SYMLINK_ERROR']);

/**
 * Packs a file or what is in a folder, the same bytes for the same content: sorted names, no
 * times, no owners, no hard links, and of the modes only whether a file may be executed. A file is
 * packed under its own name, a folder as what is in it. Nothing is compressed: that would take
 * longer, and other versions of zlib give other bytes.
 */
export function packArchive(path: string): Readable {
  const archive = new PassThrough();
  pack(path, archive).catch((error: Error) => archive.destroy(error));
  return archive;
}

async function pack(path: string, archive: PassThrough): Promise<void> {
  const found = await lstat(path);
  const isFolder = found.isDirectory();
  const cwd = resolve(isFolder ? path : dirname(path));
  const stats = isFolder ? await statsBelow(cwd) : new Map([[basename(path), found]]);
  const names = [...stats.keys()].toSorted();
  // Where nothing is to be packed, tar would refuse.
  if (names.length === 0) return void archive.end(Buffer.alloc(1_024));
  const statCache = new Map([...stats].map(([name, stat]) => [join(cwd, name), plain(stat)]));
  const options = { cwd, statCache, portable: true, mtime: new Date(0), noDirRecurse: true };
  // A name that begins with @ would mean an archive whose entries are to be packed.
  const paths = names.map((name) => (name.startsWith('@') ? `./${name}` : name));
  await pipeline(create({ ...options, strict: true }, paths), archive);
}

/** What tar is to know of a file: not who else has it, and not the umask of the build. */
function plain(stat: Stats): Stats {
  const kind = stat.mode & constants.S_IFMT;
  const mayRun = !stat.isFile() || (stat.mode & constants.S_IXUSR) !== 0;
  return Object.assign(stat, { mode: kind | (mayRun ? 0o755 : 0o644), nlink: 1 });
}

/** Files, folders and links by their path; sockets and pipes are no content. */
async function statsBelow(root: string, below = ''): Promise<Map<string, Stats>> {
  const found = new Map<string, Stats>();
  for (const entry of await readdir(join(root, below))) {
    const name = join(below, entry);
    const stat = await lstat(join(root, name));
    if (!stat.isFile() && !stat.isDirectory() && !stat.isSymbolicLink()) continue;
    found.set(name, stat);
    if (stat.isDirectory())
      for (const [path, inside] of await statsBelow(root, name)) found.set(path, inside);
  }
  return found;
}

/**
 * Unpacks an archive into a folder, which is made. What is there after a failure is of no use.
 *
 * @throws SlipwayError ARTIFACT_OUTSIDE if an entry would leave the folder, ARTIFACT_CORRUPT if it
 *   is no whole archive
 * @throws the error of the stream, and of the file system
 */
export async function unpackArchive(bytes: Readable, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  try {
    // Not strict, tar would only warn of what it did not write.
    const options = { cwd: folder, strict: true, noMtime: true, preserveOwner: false };
    await pipeline(bytes, extract(options));
  } catch (error) {
    throw inWords(error);
  }
}

function inWords(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!code?.startsWith('TAR_')) return error;
  const kind = LEAVES.has(code) ? 'ARTIFACT_OUTSIDE' : 'ARTIFACT_CORRUPT';
  return new SlipwayError(kind, `The artifact cannot be unpacked: ${message}.`, { cause: error });
}
