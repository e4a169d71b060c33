import type { Source } from '../source/source.ts';
import { inCatalogue } from './failure.ts';

/** The releases that wait for an environment. `src/temporal/waiting-releases.ts` implements it. */
export interface WaitingReleases {
  list(
    service: string,
    environment: string,
  ): Promise<readonly { readonly releaseId: string; readonly commit: string }[]>;
  /** Tells a release that a newer one supersedes it. Doing it twice changes nothing. */
  supersede(
    releaseId: string,
    successor: { readonly by: string; readonly environment: string },
  ): Promise<void>;
}

export interface Successor {
  readonly service: string;
  readonly repository: string;
  readonly environment: string;
  readonly commit: string;
  readonly releaseId: string;
}

export interface SupersedeDependencies {
  readonly waiting: WaitingReleases;
  readonly source: Pick<Source, 'isAncestor'>;
}

/**
 * Tells the releases that wait and are older than this one, by ancestry, that it supersedes them.
 * May be repeated.
 *
 * @throws what the source says
 */
export function createSupersedeOlder(dependencies: SupersedeDependencies) {
  return async function supersedeOlder(
    successor: Successor,
  ): Promise<{ readonly superseded: readonly string[] }> {
    return inCatalogue(async () => {
      const { environment, releaseId: by } = successor;
      const superseded: string[] = [];
      for await (const older of olderWaitingReleases(dependencies, successor)) {
        await dependencies.waiting.supersede(older, { by, environment });
        superseded.push(older);
      }
      return { superseded };
    });
  };
}

/** The waiting releases of the environment that are older, by ancestry. Only reads. */
export async function* olderWaitingReleases(
  {
    waiting,
    source,
  }: {
    readonly waiting: Pick<WaitingReleases, 'list'>;
    readonly source: Pick<Source, 'isAncestor'>;
  },
  { service, repository, environment, commit, releaseId }: Successor,
): AsyncGenerator<string> {
  for (const other of await waiting.list(service, environment)) {
    if (other.commit === commit || other.releaseId === releaseId) continue;
    if (await source.isAncestor({ repository, older: other.commit, newer: commit }))
      yield other.releaseId;
  }
}
