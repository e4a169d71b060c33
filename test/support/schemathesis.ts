import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { cacheFolder } from '../../src/embedded/cache-folder.ts';
import { runQuietly } from '../../src/embedded/run-quietly.ts';

const PINNED = join(import.meta.dirname, 'schemathesis.txt');
const VERSION = /^schemathesis==(.+)$/m.exec(readFileSync(PINNED, 'utf8'))?.[1] ?? '';
/** In the cache of the user, as Temporal is. */
const FOLDER = join(cacheFolder(process.env), `schemathesis-${VERSION}`);

const HOW_TO_GET_IT =
  'Run the tests once with SLIPWAY_SCHEMATHESIS_REQUIRED=1: it is put into the cache then, which needs python3 with pip.';

/**
 * Whether tests with schemathesis are wanted: without one in the cache they are skipped, and that
 * is said, except where one is required; there it is fetched.
 */
export const SCHEMATHESIS = { wanted: isWanted(process.env) };

function isWanted(env: Readonly<Record<string, string | undefined>>): boolean {
  const wanted = env['SLIPWAY_SCHEMATHESIS_REQUIRED'] === '1' || existsSync(FOLDER);
  if (!wanted) console.warn(`Tests with schemathesis are skipped. ${HOW_TO_GET_IT}`);
  return wanted;
}

/** Puts schemathesis into the cache, if it is not there. Safe beside others that do the same. */
export async function fetchSchemathesis(): Promise<void> {
  if (existsSync(FOLDER)) return;
  const made = `${FOLDER}.${process.pid}`;
  await mkdir(dirname(FOLDER), { recursive: true });
  const run = { env: process.env, timeoutMs: 5 * 60_000 };
  const pip = ['-m', 'pip', '--no-input', '--disable-pip-version-check'];
  try {
    // Without a pip of its own: the environment needs no more of Debian than pip itself.
    await runQuietly('python3', ['-m', 'venv', '--without-pip', made], run);
    const into = ['--python', join(made, 'bin/python'), 'install', '--no-deps', '-r', PINNED];
    await runQuietly('python3', [...pip, ...into], run);
    await rename(made, FOLDER);
  } catch (error) {
    if (!existsSync(FOLDER)) throw error;
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** @returns what it found, as it tells it; empty if nothing */
export async function findings(args: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-schemathesis-'));
  const python = join(FOLDER, 'bin/python');
  const all = ['-m', 'schemathesis.cli', 'run', ...args];
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, NO_COLOR: '1', COLUMNS: '120' };
  try {
    return await new Promise<string>((tell) => {
      const options = { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 };
      execFile(python, all, options, (error, stdout, stderr) =>
        tell(error ? `${stdout}${stderr}\n${error.message.split('\n')[0]}` : ''),
      );
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
