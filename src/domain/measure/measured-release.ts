/** A release measured from its commit to where it is live. */
import type { Outcome, TimeInPhase } from '../release/release.ts';
import type { DeploymentOutcome } from './deployment-outcome.ts';

/**
 * The facts of a release that DORA metrics need. Plain JSON, because its audit log has them too.
 * Instants are milliseconds since the Unix epoch.
 */
export interface MeasuredRelease {
  readonly releaseId: string;
  readonly service: string;
  readonly commit: string;
  /** When the commit was made; unknown of releases that were started without. */
  readonly committedAtMs?: number;
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  readonly outcome?: Outcome;
  /** Where it went live, in order. */
  readonly deploymentOutcomes: readonly DeploymentOutcome[];
  /** The time in phases from the start, without a gap; unknown without its history. */
  readonly timeInPhases?: readonly TimeInPhase[];
}

/** A release was rolled back in an environment, or a rollback was tried. */
export interface RolledBackRef {
  /** The release that was rolled back. */
  readonly releaseId: string;
  readonly environment: string;
  /** When that was over, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Whether something good was live again. */
  readonly restored: boolean;
}
