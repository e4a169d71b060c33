import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fetchFailure } from './fetch-failure.ts';
import type { Git } from './git.ts';

interface FetchParts {
  readonly folder: string;
  readonly repository: string;
  /** git in the mirror. */
  readonly git: Git;
}

const REFS = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
/** With its progress, by which it shows that it lives. */
const TELLING = ['--progress', '--no-tags', '--no-recurse-submodules'];
/** Two fetches at once must share nothing but the refs, which git locks one by one. */
const ALONE = ['--no-write-fetch-head', '--no-auto-maintenance'];

/** A large repository takes a while the first time; a dead connection must not take for ever. */
const FETCH_LIMIT_MS = 15 * 60_000;
/** A host that does not answer keeps nobody waiting for longer. */
const SILENCE_LIMIT_MS = 60_000;
/** git holds a lock for milliseconds: one as old as this was left by a killed process. */
const STALE_LOCK_MS = 5_000;
/** A pack may be on its way for as long as a fetch may take. */
const STALE_PACK_MS = 2 * FETCH_LIMIT_MS;
/** With the pauses in between, long enough for a lock to become stale. */
const TRIES = 40;
/** What git says when somebody else updates the same refs. */
const CONTENTION = /cannot lock ref|Unable to create '[^']*\.lock'/;

/** Makes the ways to fetch into one mirror, safe beside other processes that fetch or are killed. */
export function createFetch(parts: FetchParts) {
  let running: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  /** One that already runs may have looked before the last push: only one to come is joined. */
  function fetch(): Promise<void> {
    next ??= running
      .catch(() => {})
      .then(() => {
        running = fetchRefs(parts);
        next = undefined;
        return running;
      });
    return next;
  }

  return { fetch, fetchCommit: (commit: string) => fetchCommit(parts, commit) };
}

async function fetchRefs(parts: FetchParts): Promise<void> {
  const { folder, repository } = parts;
  await clear(join(folder, 'objects', 'pack'), /^tmp_/, STALE_PACK_MS);
  for (let tried = 1; ; tried += 1) {
    const result = await fetchOnce(parts, ['--prune'], REFS);
    if (result.exitCode === 0) return;
    if (tried === TRIES || !CONTENTION.test(result.stderr)) throw fetchFailure(repository, result);
    await clear(folder, /\.lock$/, STALE_LOCK_MS);
    await clear(join(folder, 'refs'), /\.lock$/, STALE_LOCK_MS);
    // Two processes that met once should not meet again.
    await pause(50 + Math.random() * 250);
  }
}

/** Not every server gives a commit that no branch leads to. */
async function fetchCommit(parts: FetchParts, commit: string): Promise<boolean> {
  const { exitCode } = await fetchOnce(parts, [], [commit]);
  return exitCode === 0;
}

function fetchOnce(
  { repository, git }: FetchParts,
  more: readonly string[],
  refs: readonly string[],
) {
  const args = ['fetch', ...TELLING, ...ALONE, ...more, '--', repository, ...refs];
  return git(args, { remote: true, timeoutMs: FETCH_LIMIT_MS, silenceMs: SILENCE_LIMIT_MS });
}

/** Removes old files of these names: in the folder, or anywhere below `refs`. */
async function clear(folder: string, name: RegExp, olderThanMs: number): Promise<void> {
  const recursive = folder.endsWith('refs');
  const names = await readdir(folder, { recursive }).catch(() => []);
  for (const file of names.filter((one) => name.test(one))) {
    const path = join(folder, file);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > olderThanMs) await rm(path, { force: true });
  }
}
