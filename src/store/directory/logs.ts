import { type FileHandle, mkdir, open, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogKey, LogWriter, Store } from '../store.ts';

const CHUNK_BYTES = 1024 * 1024;
/** Beside a log: nothing follows. Other processes see it. */
const ENDED = '.ended';
/** Ids and steps are checked long before; here they must not lead out of the root. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Logs as files, one for each attempt, which can be read while they are written. */
export function createLogDirectory(
  root: string,
): Pick<Store, 'openLog' | 'readLog' | 'lastAttempt'> {
  return {
    async openLog(key) {
      const file = fileOf(root, key);
      if (file === undefined)
        throw new RangeError(`no log can have the key ${JSON.stringify(key)}`);
      await mkdir(join(file, '..'), { recursive: true });
      await rm(file + ENDED, { force: true });
      // Not emptied: whoever was thought dead and still writes does so where nobody reads.
      await rm(file, { force: true });
      return writerOf(file, await open(file, 'ax'));
    },
    async readLog(key, offset) {
      const file = fileOf(root, key);
      return file === undefined ? undefined : read(file, offset);
    },
    async lastAttempt(releaseId, step) {
      if (!NAME.test(releaseId) || !NAME.test(step)) return undefined;
      const names = await readdir(join(root, releaseId, step)).catch(() => []);
      const attempts = names.flatMap((name) => /^(\d+)\.log$/.exec(name)?.[1] ?? []);
      return attempts.length === 0 ? undefined : Math.max(...attempts.map(Number));
    },
  };
}

async function read(file: string, offset: number) {
  // Asked first: all that was written before the end is then read for sure.
  const ended = (await stat(file + ENDED).catch(() => undefined)) !== undefined;
  const handle = await open(file).catch(() => undefined);
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    const from = offset < 0 ? Math.max(0, size + offset) : offset;
    const left = Math.max(0, size - from);
    const buffer = Buffer.alloc(Math.min(left, CHUNK_BYTES));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
    return { chunk: buffer.subarray(0, bytesRead), ended: ended && bytesRead === left };
  } finally {
    await handle.close();
  }
}

/** A full disk costs the rest of a log, never the step. */
function writerOf(file: string, handle: FileHandle): LogWriter {
  let waiting: Uint8Array[] = [];
  let failed = false;
  let writing: Promise<void> | undefined;
  let ended: Promise<void> | undefined;

  function giveUp() {
    failed = true;
    waiting = [];
  }
  async function flush() {
    while (waiting.length > 0) {
      const chunk = Buffer.concat(waiting);
      waiting = [];
      await handle.appendFile(chunk).catch(giveUp);
    }
    writing = undefined;
  }
  async function end() {
    await writing;
    await handle.close().catch(() => {});
    await writeFile(file + ENDED, '').catch(() => {});
  }
  return {
    write(chunk) {
      if (failed || ended || chunk.length === 0) return;
      waiting.push(chunk);
      writing ??= flush();
    },
    end: () => (ended ??= end()),
  };
}

function fileOf(root: string, { releaseId, step, attempt }: LogKey): string | undefined {
  if (!NAME.test(releaseId) || !NAME.test(step) || !Number.isSafeInteger(attempt)) return undefined;
  return join(root, releaseId, step, `${attempt}.log`);
}
