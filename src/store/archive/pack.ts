import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, readdir, readlink } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { SlipwayError } from '../../domain/errors.ts';
import { bytePath, bytesOf, type BytePath, joined, latin1, printable } from '../byte-path.ts';
import { END, padding } from './entry.ts';
import { withName } from './name-failure.ts';
import { headerOf } from './write-header.ts';

const READ_BYTES = 256 * 1024;
const BY_BYTES = { withFileTypes: true, encoding: 'buffer' } as const;
/** A file that has become a link is not followed, and one that has become a pipe not waited for. */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Packs a file or what is in a folder, the same bytes for the same content: sorted names, no
 * times, no owners, no hard links, and of the modes only whether a file may be executed. A file is
 * packed under its own name, a folder as what is in it. Names are packed as the bytes that they
 * are. Nothing is compressed: that would take longer, and other versions of zlib give other bytes.
 *
 * Nothing is done before the first bytes are asked for, so there is no error that nobody hears.
 *
 * @throws SlipwayError SPECIAL_FILE_UNSUPPORTED, NAME_UNSUPPORTED
 * @throws the error of the file system
 */
export async function* packArchive(path: string | Buffer): AsyncGenerator<Buffer> {
  const place = typeof path === 'string' ? bytePath(path) : latin1(path);
  const isFolder = (await lstat(bytesOf(place))).isDirectory();
  const root = isFolder ? place : (dirname(place) as BytePath);
  const names = isFolder ? await namesBelow(root) : [basename(place) as BytePath];
  // By their bytes, in whatever order the file system gives them.
  for (const name of names.toSorted()) yield* packEntry(root, name);
  yield END;
}

async function namesBelow(root: BytePath, below = '' as BytePath): Promise<BytePath[]> {
  const place = bytesOf(joined(root, below));
  const names: BytePath[] = [];
  for (const entry of await withName(below, () => readdir(place, BY_BYTES))) {
    const name = joined(below, latin1(entry.name));
    names.push(name);
    if (entry.isDirectory()) names.push(...(await namesBelow(root, name)));
  }
  return names;
}

async function* packEntry(root: BytePath, name: BytePath): AsyncGenerator<Buffer> {
  const path = bytesOf(joined(root, name));
  const stat = await withName(name, () => lstat(path));
  const entry = { name, mayRun: false, sizeBytes: 0 };
  if (stat.isDirectory()) yield headerOf({ ...entry, kind: 'directory' });
  else if (stat.isSymbolicLink())
    yield headerOf({ ...entry, kind: 'link', target: latin1(await readlink(path, 'buffer')) });
  else if (stat.isFile()) yield* packFile(name, await open(path, READ));
  else throw special(name, stat);
}

/** What it is, and how long, is asked of the file that is read, and not of its name. */
async function* packFile(name: BytePath, file: FileHandle): AsyncGenerator<Buffer> {
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw special(name, stat);
    const { size: sizeBytes } = stat;
    const mayRun = (stat.mode & constants.S_IXUSR) !== 0;
    yield headerOf({ name, kind: 'file', mayRun, sizeBytes });
    for (let at = 0; at < sizeBytes;) {
      const chunk = Buffer.allocUnsafe(Math.min(READ_BYTES, sizeBytes - at));
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
      if (bytesRead === 0) throw new Error(`${printable(name)} became shorter while it was packed`);
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
    yield Buffer.alloc(padding(sizeBytes));
  } finally {
    await file.close();
  }
}

function special(name: BytePath, stat: Stats): SlipwayError {
  const kind = stat.isFIFO() ? 'a pipe' : stat.isSocket() ? 'a socket' : 'a device';
  const sentence = `"${printable(name)}" is ${kind}, which no artifact can hold.`;
  return new SlipwayError('SPECIAL_FILE_UNSUPPORTED', sentence);
}
