import { SlipwayError } from '../domain/errors.ts';
import type { Mirror } from './mirror.ts';
import { ensureWhole } from './resolve.ts';

export interface AncestryRequest {
  readonly repository: string;
  readonly older: string;
  readonly newer: string;
}

/** Whether a commit is another, or one that is an ancestor of it. One that nobody knows never is. */
export async function isAncestor(
  mirror: Mirror,
  { older, newer }: Omit<AncestryRequest, 'repository'>,
): Promise<boolean> {
  if (!(await isThere(mirror, older)) || !(await isThere(mirror, newer))) return false;
  const result = await mirror.git(['merge-base', '--is-ancestor', older, newer]);
  if (result.exitCode !== 0 && result.exitCode !== 1)
    throw new Error(`git merge-base failed: ${result.stderr}`);
  return result.exitCode === 0;
}

/** Whether the repository has a commit, after making it available. */
export async function isThere(mirror: Mirror, commit: string): Promise<boolean> {
  try {
    await ensureWhole(mirror, commit);
    return true;
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'COMMIT_NOT_FOUND') return false;
    throw error;
  }
}
