/** Rollbacks: the request, the release that is deployed again, and the result. */
import type { Traced } from '../traceparent.ts';
import type { EnvironmentState } from './environment.ts';
import type { LiveRelease } from './live-release.ts';

export interface RollbackInput extends Traced {
  readonly service: string;
  readonly environment: string;
  /** The release to roll back from. If another is live by then, nothing is done. */
  readonly from: string;
  /** The release to roll back to. Default: the one that was verified last. */
  readonly to?: string;
  /** The user who asked for it, or the release itself. */
  readonly by: string;
  readonly reason: string;
  /** The page of the release to roll back from, or of the environment. */
  readonly url: string;
}

export interface RollbackResult {
  /**
   * `nothing`: there is no release to roll back to, or another release is live by now. `failed`: the
   * environment says which release is live, and is frozen.
   */
  readonly kind: 'rolled-back' | 'nothing' | 'failed';
  /** The release that was deployed again; empty if none was. */
  readonly to: string;
  /** One line for people. */
  readonly summary: string;
}

/** The release that a rollback deploys, or why there is none. */
export type RollbackChoice =
  | { readonly from: string; readonly release: LiveRelease; readonly refused?: undefined }
  | { readonly release?: undefined; readonly refused: string };

/** The live release of an environment and those before it, the newest first. */
type Deployments = Pick<EnvironmentState, 'live' | 'history'>;

/**
 * Chooses the release that a rollback deploys: the one that is wanted, or else the newest that was
 * verified there and was not rolled back itself (R1, R2, R3).
 *
 * @param state `undefined` if nothing was ever deployed there
 */
export function rollbackRelease(
  state: Deployments | undefined,
  { environment, from, to }: Pick<RollbackInput, 'environment' | 'to'> & { readonly from?: string },
): RollbackChoice {
  if (!state?.live)
    return { refused: `Nothing is live in ${environment}, so there is nothing to roll back.` };
  const live = state.live.releaseId;
  if (from !== undefined && live !== from)
    return { refused: `${live} is live now instead of ${from}.` };
  if (to === live) return { refused: `${to} is already live in ${environment}.` };
  const release = to === undefined ? lastVerified(state) : verifiedNamed(state, to);
  if (release) return { from: live, release };
  return {
    refused:
      to === undefined
        ? `${environment} has no earlier verified release.`
        : `${to} is not a verified release in the history of ${environment}.`,
  };
}

/** Whether users may roll back to a release of the history. */
export function isRollbackTarget(
  { releaseId, verified }: Pick<LiveRelease, 'releaseId' | 'verified'>,
  live: Pick<LiveRelease, 'releaseId'> | undefined,
): boolean {
  return verified && live !== undefined && live.releaseId !== releaseId;
}

function verifiedNamed({ live, history }: Deployments, id: string): LiveRelease | undefined {
  return history.find((entry) => entry.releaseId === id && isRollbackTarget(entry, live));
}

function lastVerified({ live, history }: Deployments): LiveRelease | undefined {
  const rolledBack = [live, ...history].map((entry) => entry?.rolledBack);
  return history.find(
    (entry) => isRollbackTarget(entry, live) && !rolledBack.includes(entry.releaseId),
  );
}

/** The release that replaced this one by a rollback, unless this one was deployed again since. */
export function rolledBackTo(
  { live, history }: Deployments,
  releaseId: string,
): string | undefined {
  const known = live ? [live, ...history] : history;
  const last = known.find((entry) => [entry.releaseId, entry.rolledBack].includes(releaseId));
  return last?.rolledBack === releaseId ? last.releaseId : undefined;
}
