import type { Author } from '../author.ts';

/** The live release of an environment. */
export interface LiveRelease {
  readonly releaseId: string;
  readonly commit: string;
  /** The first line of the commit's message; like its author absent where it went live before that was kept. */
  readonly subject?: string;
  readonly author?: Author;
  /** Of the artifact, `sha256:…`. */
  readonly digest: string;
  /** When it was deployed, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Whether its verification passed there. */
  readonly verified: boolean;
  /** When it passed, in milliseconds since the Unix epoch: soaking counts from here. */
  readonly verifiedAtMs?: number;
  /** The digest of the plan that it was deployed by: a rollback deploys it the same way. */
  readonly plan?: string;
  /** The release that was rolled back by deploying this one again. */
  readonly rolledBack?: string;
}
