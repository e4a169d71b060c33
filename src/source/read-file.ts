import { commitNotFound, hasWhole } from './commits.ts';
import type { Mirror } from './mirror.ts';

/** Reads a file of a commit; a link to another file of the commit is followed. */
export async function readFileAt(
  mirror: Mirror,
  commit: string,
  path: string,
): Promise<string | undefined> {
  if (/[\0\n]/.test(path)) return undefined;
  const input = `${commit}:${path}\n`;
  const args = ['cat-file', '--batch', '--follow-symlinks'];
  const { stdout } = await mirror.git(args, { input });
  const start = stdout.indexOf('\n') + 1;
  const size = /^[0-9a-f]{40} blob (\d+)\n/.exec(stdout.toString('utf8', 0, start))?.[1];
  if (size !== undefined) return stdout.toString('utf8', start, start + Number(size));
  if (!(await hasWhole(mirror, commit))) throw commitNotFound(commit);
  return undefined;
}
