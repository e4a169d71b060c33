import { SlipwayError } from '../domain/errors.ts';
import type { Mirror } from './mirror.ts';

/** A line of `.gitattributes` that hands files to LFS, and is no comment. */
const LFS = /^[ \t]*[^#\s].*[ \t]filter=lfs([ \t]|$)/m;
const SUBMODULE_MODE = '160000';

/**
 * Refuses a commit of which git alone cannot give every file: a build would see other files than
 * its author.
 *
 * @throws SlipwayError SUBMODULES_UNSUPPORTED, LFS_UNSUPPORTED
 */
export async function refuseUnsupported({ git }: Mirror, commit: string): Promise<void> {
  const attributes: string[] = [];
  for (const { mode, id, path } of await entriesOf(git, commit)) {
    if (mode === SUBMODULE_MODE || path === '.gitmodules')
      throw new SlipwayError('SUBMODULES_UNSUPPORTED', `${commit} has a submodule: ${path}.`);
    if (path === '.gitattributes' || path.endsWith('/.gitattributes')) attributes.push(id);
  }
  if (attributes.length === 0) return;
  const input = attributes.map((id) => `${id}\n`).join('');
  const { stdout } = await git(['cat-file', '--batch'], { input });
  if (LFS.test(stdout.toString().replaceAll('\r', '')))
    throw new SlipwayError('LFS_UNSUPPORTED', `${commit} uses Git LFS.`);
}

async function entriesOf(git: Mirror['git'], commit: string) {
  const { exitCode, stdout, stderr } = await git(['ls-tree', '-r', '-z', commit]);
  if (exitCode !== 0) throw new Error(`git ls-tree failed: ${stderr}`);
  return stdout
    .toString()
    .split('\0')
    .map((line) => {
      const [head = '', path = ''] = line.split('\t', 2);
      const [mode = '', , id = ''] = head.split(' ');
      return { mode, id, path };
    });
}
