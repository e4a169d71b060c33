import { execFile } from 'node:child_process';
import { chmod, readdir, rm } from 'node:fs/promises';
import { promisify } from 'node:util';

const REMOVE = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 } as const;

/**
 * Removes a folder with all that is in it: also what a build made read-only, or so deep that no
 * path leads there. Safe to repeat.
 */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, REMOVE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENAMETOOLONG') return removeDeep(folder);
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    await makeWritable(Buffer.from(folder));
    await rm(folder, REMOVE);
  }
}

/** Node removes by whole paths; this goes from folder to folder. */
async function removeDeep(folder: string): Promise<void> {
  await promisify(execFile)('rm', ['-rf', '--', folder]);
}

/** What is in a folder can be removed if the folder itself can be written to. */
async function makeWritable(folder: Buffer): Promise<void> {
  await chmod(folder, 0o700);
  // As bytes: a name need not be UTF-8.
  for (const entry of await readdir(folder, { withFileTypes: true, encoding: 'buffer' }))
    if (entry.isDirectory())
      await makeWritable(Buffer.concat([folder, Buffer.from('/'), entry.name]));
}
