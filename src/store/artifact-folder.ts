import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, type Readable, Transform } from 'node:stream';
import { SlipwayError } from '../domain/errors.ts';
import type { Store, StoredArtifact } from './store.ts';

/** What is still arriving; a process that was killed leaves such a file. */
const ARRIVING = /^\.[0-9a-f-]{36}$/;
/** No artifact takes that long to arrive. */
const ABANDONED_MS = 24 * 60 * 60_000;
const READ_BYTES = 256 * 1024;

/** Artifacts as files that are named by the digest of their bytes. */
export function createArtifactFolder(folder: string): Pick<Store, 'putArtifact' | 'getArtifact'> {
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
      const file = await open(fileOf(folder, digest)).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? notFound(digest) : error;
      });
      const checked = checkedAgainst(digest);
      // Destroys the one with the other; who reads `checked` learns of the error there.
      pipeline(file.createReadStream({ highWaterMark: READ_BYTES }), checked, () => {});
      return checked;
    },
  };
}

/** Writes the bytes, and takes the digest of the very bytes that are written. */
async function takeIn(bytes: Readable, path: string): Promise<StoredArtifact> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const file = await open(path, 'wx');
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
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

/** Passes bytes on, and ends with an error if they were not those of the digest. */
function checkedAgainst(digest: string): Transform {
  const hash = createHash('sha256');
  return new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
    flush(done) {
      const found = `sha256:${hash.digest('hex')}`;
      const corrupt = `The store has ${found} where ${digest} should be.`;
      done(found === digest ? null : new SlipwayError('ARTIFACT_CORRUPT', corrupt));
    },
  });
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
  return new SlipwayError('DISK_FULL', `There is no room left in ${folder}.`, { cause: error });
}
