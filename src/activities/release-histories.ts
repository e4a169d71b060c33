import type { RunOfHistory } from '../domain/audit-log/entries-of-history.ts';
import type { ReleaseEvent } from '../domain/release/event.ts';

/** The histories of releases. `src/temporal/release-histories.ts` implements it. */
export interface ReleaseHistories {
  /**
   * Reads one, once it is longer than `beyond`, or after `waitMs`.
   *
   * @returns `undefined` if Temporal does not know the release any more
   * @throws the reason of the signal, if it fires meanwhile
   */
  read(
    releaseId: string,
    how: { readonly beyond: number; readonly waitMs: number; readonly signal: AbortSignal },
  ): Promise<ReadHistory | undefined>;
  /** Reads an earlier run, which a Reset has ended; `undefined` if Temporal does not know it any more. */
  readRun(releaseId: string, runId: string): Promise<ReadHistory | undefined>;
}

export interface ReadHistory {
  /** The runs that the history goes through, the last one being its own. Never empty. */
  readonly runs: readonly RunOfHistory[];
  readonly history: readonly ReleaseEvent[];
  /** The last event of the history, decoded or not. */
  readonly last: number;
}
