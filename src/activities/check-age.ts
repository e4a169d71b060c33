import type { LiveReleaseRef } from '../domain/environment/environment.ts';
import type { Source } from '../source/source.ts';
import { inCatalogue } from './failure.ts';

export interface AgeQuestion {
  /** A git URL or an absolute path. */
  readonly repository: string;
  /** Of the release that is about to be deployed: 40 hexadecimal digits. */
  readonly commit: string;
  readonly live: LiveReleaseRef;
}

export interface AgeAnswer {
  /** The live release, if its commit comes after this one. */
  readonly newerLiveRelease?: string;
}

/**
 * Looks whether a commit is older than that of the live release, by ancestry (E4). Only reads; may
 * be repeated.
 *
 * @throws REPOSITORY_UNREACHABLE, DISK_FULL
 */
export function createCheckAge({ source }: { readonly source: Pick<Source, 'isAncestor'> }) {
  return async function checkAge({ repository, commit, live }: AgeQuestion): Promise<AgeAnswer> {
    return inCatalogue(async () => {
      if (live.commit === commit) return {};
      const isOlder = await source.isAncestor({ repository, older: commit, newer: live.commit });
      return isOlder ? { newerLiveRelease: live.releaseId } : {};
    });
  };
}
