import { lstat, readdir, realpath } from 'node:fs/promises';
import { posix } from 'node:path';
import { SlipwayError } from '../domain/errors.ts';
import { checkLink } from './archive/check-link.ts';
import { withName } from './archive/name-failure.ts';
import { bytePath, bytesOf, type BytePath, joined, latin1, leaves } from './byte-path.ts';

/** What a build wrote. */
export interface FoundArtifact {
  /** The bytes of the real path, without links. */
  readonly path: Buffer;
  readonly kind: 'file' | 'directory';
}

/**
 * Finds what a build wrote.
 *
 * @param path relative to the workspace
 * @throws SlipwayError ARTIFACT_MISSING; ARTIFACT_EMPTY if there is no file in it;
 *   ARTIFACT_OUTSIDE_WORKSPACE if it leads out of the workspace, or a link in it leads out of the artifact;
 *   NAME_UNSUPPORTED for a path that is too long to be read
 */
export async function resolveArtifact(workspace: string, path: string): Promise<FoundArtifact> {
  const root = latin1(await realpath(workspace, 'buffer'));
  if (leaves(path)) throw outside(path);
  const found = await realOf(joined(root, bytePath(path)));
  if (found === undefined) throw missing(path);
  // Not the workspace itself either: with it, its .git would be released.
  if (found === root || leaves(posix.relative(root, found))) throw outside(path);
  const stat = await lstat(bytesOf(found));
  if (stat.isFile()) return { path: bytesOf(found), kind: 'file' };
  if (!stat.isDirectory()) throw missing(path);
  if ((await countFiles(found)) > 0) return { path: bytesOf(found), kind: 'directory' };
  throw new SlipwayError('ARTIFACT_EMPTY', `${path} contains no files.`);
}

async function realOf(path: BytePath): Promise<BytePath | undefined> {
  const real = await realpath(bytesOf(path), 'buffer').catch(() => undefined);
  return real && latin1(real);
}

/** Counts all but folders. @throws SlipwayError ARTIFACT_OUTSIDE_WORKSPACE, NAME_UNSUPPORTED */
async function countFiles(root: BytePath, below = '' as BytePath): Promise<number> {
  let files = 0;
  const place = bytesOf(joined(root, below));
  const options = { withFileTypes: true, encoding: 'buffer' } as const;
  for (const entry of await withName(below, () => readdir(place, options))) {
    const name = joined(below, latin1(entry.name));
    if (entry.isSymbolicLink()) await checkLink(root, name);
    if (entry.isDirectory()) files += await countFiles(root, name);
    else files += 1;
  }
  return files;
}

function missing(path: string): SlipwayError {
  return new SlipwayError('ARTIFACT_MISSING', `The build did not write ${path}.`);
}

function outside(path: string): SlipwayError {
  return new SlipwayError('ARTIFACT_OUTSIDE_WORKSPACE', `${path} leaves the workspace.`);
}
