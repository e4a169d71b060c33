import { sleep } from '@temporalio/workflow';
import {
  type EnvironmentState,
  type LockHolder,
  markLiveUnknown,
  unlock,
} from '../../domain/environment/environment.ts';
import { deployActivities } from '../shared/activity-stubs.ts';

/** How long a step may take to stop after it was told to. */
const STOPPING_MS = 5_000;
/** How long a probe of the target may take. */
const PROBE_MS = 60_000;

/** An environment whose state may change meanwhile. */
interface Environment {
  stateOf(): EnvironmentState;
  setState(next: EnvironmentState): void;
}

/**
 * Frees the lock of a holder that died. Its last step learns about that with its next heartbeat, and
 * then has to stop.
 */
export async function unlockStaleHolder(
  holder: LockHolder,
  { stateOf, setState }: Environment,
): Promise<void> {
  await sleep((holder.heartbeatMs || 0) + STOPPING_MS, {
    summary: "until the stopped release's last step has ended",
  });
  // It may have unlocked meanwhile.
  const isStillHolder = () => stateOf().holder?.runId === holder.runId;
  if (!isStillHolder()) return;
  const settle = await probeTarget(stateOf(), holder);
  if (isStillHolder()) setState(settle(stateOf(), Date.now()));
}

type Settle = (state: EnvironmentState, nowMs: number) => EnvironmentState;

/**
 * Asks the target which release is live after its holder died. If the target does not know, nothing is
 * guessed: a user has to check.
 *
 * @returns the change of the state that follows
 */
async function probeTarget(
  { service, environment }: EnvironmentState,
  holder: LockHolder,
): Promise<Settle> {
  const { releaseId, runId, commit, digest, heartbeatMs } = holder;
  if (digest === undefined) return (state, nowMs) => unlock(state, { runId }, nowMs);
  const { probe } = deployActivities({
    summary: environment,
    timeoutMs: PROBE_MS,
    heartbeatMs: Math.max(heartbeatMs, 2_000),
    // The whole queue waits for it.
    isUrgent: true,
  });
  const asked = { service, environment, releaseId, commit, digest };
  const found = await probe(asked).catch(() => ({ known: false }));
  if (!found.known) return markLiveUnknown;
  const isLive = 'releaseId' in found && found.releaseId === releaseId;
  return (state, nowMs) => {
    const wasLive = state.live?.releaseId === releaseId;
    const live = { releaseId, commit, digest, atMs: nowMs, verified: false };
    const left = { runId, ...(isLive && !wasLive && { live }), ...freezeAfterRollback(holder) };
    return unlock(state, left, nowMs);
  };
}

/** A rollback leaves the environment frozen, also one that was interrupted (R2). */
function freezeAfterRollback({ releaseId, rollbackId }: LockHolder) {
  if (rollbackId === undefined) return {};
  return {
    freeze: {
      reason: `The rollback to ${releaseId} was interrupted: check the target, then unfreeze.`,
    },
  };
}
