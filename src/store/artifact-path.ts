import { lstat, readdir, readlink, realpath } from 'node:fs/promises';
import { isAbsolute, join, normalize, relative } from 'node:path';
import { SlipwayError } from '../domain/errors.ts';

/** What a build wrote. */
export interface FoundArtifact {
  /** The real path, without links. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

/**
 * Finds what a build wrote.
 *
 * @param path relative to the workspace
 * @throws SlipwayError ARTIFACT_MISSING; ARTIFACT_EMPTY if there is no file in it;
 *   ARTIFACT_OUTSIDE if it leads out of the workspace, or a link in it leads out of the artifact
 */
export async function resolveArtifact(workspace: string, path: string): Promise<FoundArtifact> {
  const root = await realpath(workspace);
  if (isAbsolute(path) || leaves(path)) throw outside(path, 'the workspace');
  const found = await realpath(join(root, path)).catch(() => undefined);
  if (found === undefined) throw missing(path);
  // Not the workspace itself either: with it, its .git would be released.
  if (found === root || leaves(relative(root, found))) throw outside(path, 'the workspace');
  const stat = await lstat(found);
  if (stat.isFile()) return { path: found, kind: 'file' };
  if (!stat.isDirectory()) throw missing(path);
  if ((await countFiles(found)) > 0) return { path: found, kind: 'folder' };
  throw new SlipwayError('ARTIFACT_EMPTY', `There is no file in ${path}.`);
}

/** Counts files and links. @throws SlipwayError ARTIFACT_OUTSIDE */
async function countFiles(root: string, below = ''): Promise<number> {
  let files = 0;
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const name = join(below, entry.name);
    if (entry.isSymbolicLink()) await checkLink(root, below, name);
    if (entry.isDirectory()) files += await countFiles(root, name);
    else if (entry.isFile() || entry.isSymbolicLink()) files += 1;
  }
  return files;
}

/** In an environment, a link that leads out would lead somewhere else, or nowhere. */
async function checkLink(root: string, below: string, name: string): Promise<void> {
  const target = await readlink(join(root, name));
  if (isAbsolute(target) || leaves(join(below, target))) throw outside(name, 'the artifact');
  // By way of another link it may still do so. One that leads nowhere does no harm.
  const real = await realpath(join(root, name)).catch(() => root);
  if (leaves(relative(root, real))) throw outside(name, 'the artifact');
}

function leaves(path: string): boolean {
  return normalize(path).split('/')[0] === '..';
}

function missing(path: string): SlipwayError {
  return new SlipwayError('ARTIFACT_MISSING', `The build did not write ${path}.`);
}

function outside(path: string, place: string): SlipwayError {
  return new SlipwayError('ARTIFACT_OUTSIDE', `${path} does not stay inside ${place}.`);
}
