import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SlipwayError } from '../../../domain/errors.ts';
import type { DeployContext, Deployment } from '../target.ts';
import { unpack } from '../unpack.ts';
import type { Layout } from './layout.ts';

/** How many releases stay, besides those that are live or would be gone back to. */
const KEPT = 5;

/** Half-made things that a killed worker left. Nobody else works here while the lock is held. */
const LEFTOVER = /^(incoming|outgoing|current)-|\.json\.[0-9a-f-]+$/;

/** Makes the folders of a target and removes what a killed worker left. Repeatable. */
export async function prepare(layout: Layout): Promise<void> {
  await makeFolder(layout.releases);
  await makeFolder(layout.home);
  const names = (await readdir(layout.notes)).filter((name) => LEFTOVER.test(name));
  for (const name of names) await rm(join(layout.notes, name), { recursive: true, force: true });
}

/** Node's own recursive way says "not found" where the disk is read-only. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT') throw error;
    await makeFolder(dirname(path));
    await mkdir(path, { recursive: true });
  }
}

/**
 * Puts the artifact at `releases/<releaseId>`, whole or not at all. Does nothing if it is there.
 *
 * @returns whether this call put it there
 * @throws SlipwayError DEPLOY_FAILED if other bytes are there: they may be live, so they stay
 */
export async function install(
  layout: Layout,
  { releaseId, digest }: Pick<Deployment, 'releaseId' | 'digest'>,
  context: Pick<DeployContext, 'artifact' | 'signal'>,
): Promise<boolean> {
  const folder = join(layout.releases, releaseId);
  if (existsSync(folder)) {
    await requireDigest(layout, releaseId, digest);
    return false;
  }
  // With mkdir, so that a server under another account may read it as far as the umask lets it.
  const incoming = join(layout.notes, `incoming-${randomUUID()}`);
  try {
    await mkdir(incoming);
    await unpack(context, incoming);
    await mkdir(digestFolder(layout), { recursive: true });
    await writeFile(join(digestFolder(layout), releaseId), digest);
    await rename(incoming, folder);
  } catch (error) {
    await rm(incoming, { recursive: true, force: true });
    throw error;
  }
  return true;
}

/** Where the digest of what each release folder holds is noted. */
function digestFolder(layout: Layout): string {
  return join(layout.notes, 'digests');
}

async function requireDigest(layout: Layout, releaseId: string, digest: string): Promise<void> {
  const noted = await readFile(join(digestFolder(layout), releaseId), 'utf8').catch(
    () => 'unknown',
  );
  if (noted === digest) return;
  const folder = join(layout.releases, releaseId);
  throw new SlipwayError(
    'DEPLOY_FAILED',
    `${folder} holds ${noted} instead of ${digest}. Remove that directory, or start a release of another commit.`,
  );
}

/** Marks a release as the newest in use: archives carry no time that could tell. */
export async function touch(layout: Layout, releaseId: string): Promise<void> {
  const now = new Date();
  await utimes(join(layout.releases, releaseId), now, now);
}

/** Removes all but the newest releases and those named. */
export async function prune(layout: Layout, inUse: readonly (string | undefined)[]): Promise<void> {
  const names = await readdir(layout.releases);
  const releases = await Promise.all(
    names.map(async (name) => ({
      name,
      usedAtMs: (await stat(join(layout.releases, name))).mtimeMs,
    })),
  );
  releases.sort((a, b) => b.usedAtMs - a.usedAtMs);
  for (const { name } of releases.slice(KEPT))
    if (!inUse.includes(name)) await remove(layout, name);
}

/** Takes a release away: first aside, as a folder that is half gone must not look like one. */
export async function remove(layout: Layout, releaseId: string): Promise<void> {
  const outgoing = join(layout.notes, `outgoing-${randomUUID()}`);
  await rename(join(layout.releases, releaseId), outgoing);
  await rm(outgoing, { recursive: true, force: true });
  await rm(join(digestFolder(layout), releaseId), { force: true });
}
