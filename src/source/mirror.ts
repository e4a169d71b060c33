import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SlipwayError } from '../domain/errors.ts';
import { createFetch } from './fetch.ts';
import type { Git } from './git.ts';

/** The local copy of one repository, which every process on this machine shares. */
export interface Mirror {
  /** A bare repository, absolute. */
  readonly folder: string;
  readonly repository: string;
  /** Runs git in the mirror. */
  readonly git: Git;
  /**
   * Gets what the repository has now: its branches and its tags.
   *
   * @throws SlipwayError REPOSITORY_UNREACHABLE, DISK_FULL
   */
  fetch(): Promise<void>;
  /** Asks the repository for one commit. `false` if it does not give it. */
  fetchCommit(commit: string): Promise<boolean>;
}

/** Opens the mirrors below a folder. Each is made, empty, when it is first used. */
export function createMirrors(root: string, git: Git): (repository: string) => Promise<Mirror> {
  const mirrors = new Map<string, Mirror>();
  return async (repository) => {
    const folder = join(root, nameOf(repository));
    await makeIfMissing(folder, git);
    const mirror = mirrors.get(repository) ?? mirrorOf(folder, repository, git);
    mirrors.set(repository, mirror);
    return mirror;
  };
}

function mirrorOf(folder: string, repository: string, git: Git): Mirror {
  const inMirror: Git = (args, options) => git([`--git-dir=${folder}`, ...args], options);
  const fetches = createFetch({ folder, repository, git: inMirror });
  return { folder, repository, git: inMirror, ...fetches };
}

/** Several processes may do so at once: the mirror of one of them stays. */
async function makeIfMissing(folder: string, git: Git): Promise<void> {
  if (existsSync(folder)) return;
  const made = `${folder}.${randomUUID()}`;
  await mkdir(made, { recursive: true });
  const { exitCode, stderr } = await git(['init', '--quiet', '--bare', '--template=', made]);
  if (exitCode !== 0) throw new Error(`git init failed: ${stderr}`);
  // For those who look in by hand: nothing that a working copy borrows may be thrown away.
  await git([`--git-dir=${made}`, 'config', 'gc.auto', '0']);
  await rename(made, folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(made, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
}

/** A name that people recognise and that no two repositories share. */
function nameOf(repository: string): string {
  if (repository === '' || repository.startsWith('-') || repository.includes('\0'))
    throw new SlipwayError('REPOSITORY_UNREACHABLE', 'The repository has no usable address.');
  const short = basename(repository.replace(/\/+$/, ''), '.git').replaceAll(/[^\w.-]/g, '-');
  const hash = createHash('sha256').update(repository).digest('hex').slice(0, 16);
  return `${short.slice(-40)}-${hash}.git`;
}
