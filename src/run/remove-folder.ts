import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const REMOVE = { recursive: true, force: true, maxRetries: 5, retryDelay: 20 } as const;

/** Removes a folder with all that is in it, also what a build made read-only. Safe to repeat. */
export async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, REMOVE);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') throw error;
    await makeWritable(folder);
    await rm(folder, REMOVE);
  }
}

/** What is in a folder can be removed if the folder itself can be written to. */
async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
}
