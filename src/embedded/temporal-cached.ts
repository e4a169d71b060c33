import { access, chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TemporalSource } from './temporal-source.ts';
import { checkTemporal } from './temporal-version.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** The CLI that was fetched into `file` before. */
export function cachedTemporal(file: string, env: Variables): TemporalSource {
  return {
    name: 'fetched before',
    async find() {
      await access(file).catch((error: unknown) => {
        throw new Error(`no ${file}`, { cause: error });
      });
      await checkTemporal(file, env);
      return file;
    },
  };
}

/**
 * Puts what `fetch` brings to `file`. Several processes may do so at once: each works in a folder
 * of its own, and a file that is there is always whole and has been seen to run.
 *
 * @param fetch brings the CLI into the folder that it is given, and returns its path
 */
export async function keepTemporal(
  file: string,
  env: Variables,
  fetch: (folder: string) => Promise<string>,
): Promise<string> {
  await mkdir(dirname(file), { recursive: true });
  // Beside the file: only within one file system is a rename atomic.
  const folder = await mkdtemp(join(dirname(file), 'fetching-'));
  try {
    const fetched = await fetch(folder);
    await chmod(fetched, 0o755);
    await checkTemporal(fetched, env);
    await rename(fetched, file);
    return file;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
