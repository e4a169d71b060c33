import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError } from '../domain/errors.ts';
import { isDiskFull, withoutCredentials } from './fetch-failure.ts';
import type { Git } from './git.ts';
import type { Mirror } from './mirror.ts';

export interface CheckoutRequest {
  readonly repository: string;
  /** 40 hexadecimal digits. */
  readonly commit: string;
  /** An absolute path: an empty folder, or none yet. */
  readonly into: string;
  readonly signal?: AbortSignal;
}

/**
 * Lays out a working copy that borrows the objects of the mirror. It is what `clone --shared` and
 * `checkout --detach` do, in a quarter of their time; and its origin is the repository itself, so
 * that what a build pushes does not end in the mirror.
 */
export async function layOut(mirror: Mirror, git: Git, request: CheckoutRequest): Promise<void> {
  const { commit, into, signal } = request;
  const folder = join(into, '.git');
  await writeRepository(folder, mirror, commit);
  const place = [`--git-dir=${folder}`, `--work-tree=${into}`];
  const options = signal ? { signal } : {};
  const { exitCode, stderr } = await git([...place, 'reset', '--quiet', '--hard'], options);
  if (exitCode === 0) return;
  if (isDiskFull(stderr)) throw new SlipwayError('DISK_FULL', `The disk of ${into} is full.`);
  throw new Error(`git reset failed: ${stderr}`);
}

async function writeRepository(folder: string, mirror: Mirror, commit: string): Promise<void> {
  const information = join(folder, 'objects', 'info');
  await mkdir(information, { recursive: true });
  await mkdir(join(folder, 'refs'));
  await writeFile(join(folder, 'HEAD'), `${commit}\n`);
  await writeFile(join(information, 'alternates'), `${mirror.folder}/objects\n`);
  await writeFile(join(folder, 'packed-refs'), await refsOf(mirror));
  await writeFile(join(folder, 'config'), configOf(mirror.repository));
}

/** The branches as those of `origin`, and the tags: builds ask git where they are. */
async function refsOf({ git }: Mirror): Promise<string> {
  const format = '--format=%(objectname) %(refname)';
  const { stdout } = await git(['for-each-ref', format, 'refs/heads', 'refs/tags']);
  return stdout.toString().replaceAll(' refs/heads/', ' refs/remotes/origin/');
}

function configOf(repository: string): string {
  const url = withoutCredentials(repository).replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n');
  return `[core]
	repositoryformatversion = 0
	bare = false
	logallrefupdates = true
[gc]
	auto = 0
[remote "origin"]
	url = "${url}"
	fetch = +refs/heads/*:refs/remotes/origin/*
`;
}
