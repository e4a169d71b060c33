import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError } from '../../domain/errors.ts';
import type { Store, StoredArtifact } from '../store.ts';

/** What is still arriving; a process that was killed leaves such a file. */
const ARRIVING = /^\.[0-9a-f-]{36}$/;
/** No artifact takes that long to arrive. */
const ABANDONED_MS = 24 * 60 * 60_000;
const READ_BYTES = 256 * 1024;

/** Artifacts as files that are named by the digest of their bytes. */
export function createArtifactDirectory(
  folder: string,
): Pick<Store, 'putArtifact' | 'getArtifact'> {
  return {
    async putArtifact(bytes) {
      const arriving = join(folder, `.${randomUUID()}`);
      try {
        await mkdir(folder, { recursive: true });
        await removeAbandoned(folder);
        const artifact = await takeIn(bytes, arriving);
        // Over one of the same bytes, and so over one that has been damaged since.
        await rename(arriving, fileOf(folder, artifact.digest));
        await sync(folder);
        return artifact;
      } catch (error) {
        await rm(arriving, { force: true });
        throw diskFull(error, folder);
      }
    },
    async getArtifact(digest) {
      const path = fileOf(folder, digest);
      // Opened only when it is read: whoever changes their mind leaves nothing open.
      await stat(path).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? notFound(digest) : error;
      });
      return readChecked(path, digest);
    },
  };
}

/** Writes the bytes, and takes the digest of the very bytes that are written. */
async function takeIn(bytes: AsyncIterable<Uint8Array>, path: string): Promise<StoredArtifact> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'wx');
  try {
    for await (const chunk of bytes) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      await file.writeFile(chunk);
    }
    // A digest that is in the history must not name a file that a power cut can empty.
    await file.sync();
  } finally {
    await file.close();
  }
  return { digest: `sha256:${hash.digest('hex')}`, sizeBytes };
}

/** Gives the bytes of a file, and an error at their end if they were not those of the digest. */
async function* readChecked(path: string, digest: string): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  const file = await open(path);
  try {
    for (;;) {
      // A chunk of its own: whoever reads may keep it.
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(READ_BYTES));
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      yield chunk;
    }
  } finally {
    await file.close();
  }
  const found = `sha256:${hash.digest('hex')}`;
  const corrupt = `The store holds ${found} instead of ${digest}.`;
  if (found !== digest) throw new SlipwayError('ARTIFACT_CORRUPT', corrupt);
}

function fileOf(folder: string, digest: string): string {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (hex === undefined) throw notFound(digest);
  return join(folder, hex);
}

async function removeAbandoned(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => ARRIVING.test(name));
  for (const path of names.map((name) => join(folder, name))) {
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}

/** So that the name, too, is there after a power cut. Not every file system can. */
async function sync(folder: string): Promise<void> {
  const opened = await open(folder);
  await opened.sync().catch(() => {});
  await opened.close();
}

function notFound(digest: string): SlipwayError {
  return new SlipwayError('ARTIFACT_NOT_FOUND', `The store has no artifact ${digest}.`);
}

function diskFull(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new SlipwayError('DISK_FULL', `The disk of ${folder} is full.`, { cause: error });
}
