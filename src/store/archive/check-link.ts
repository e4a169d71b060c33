import { readlink, realpath } from 'node:fs/promises';
import { posix } from 'node:path';
import { SlipwayError } from '../../domain/errors.ts';
import { bytesOf, type BytePath, joined, latin1, leaves, printable } from '../byte-path.ts';

/**
 * Checks that a link stays inside: in an environment, one that leads out would lead somewhere else,
 * or nowhere.
 *
 * @param root the real path of the folder
 * @param name of the link in it
 * @throws SlipwayError ARTIFACT_OUTSIDE_WORKSPACE
 */
export async function checkLink(root: BytePath, name: BytePath): Promise<void> {
  const path = bytesOf(joined(root, name));
  const target = latin1(await readlink(path, 'buffer'));
  if (leadsOut(name, target)) throw outside(name);
  // By way of another link it may still do so. One that leads nowhere does no harm.
  const real = await realpath(path, 'buffer').catch(() => undefined);
  if (real && leaves(posix.relative(root, latin1(real)))) throw outside(name);
}

/** Whether a link says itself that it leads out of the folder that its name is relative to. */
export function leadsOut(name: BytePath, target: BytePath): boolean {
  return posix.isAbsolute(target) || leaves(posix.join(posix.dirname(name), target));
}

function outside(name: BytePath): SlipwayError {
  const sentence = `${printable(name)} leaves the artifact.`;
  return new SlipwayError('ARTIFACT_OUTSIDE_WORKSPACE', sentence);
}
