import { sleep } from '@temporalio/workflow';
import {
  type EnvironmentState,
  type LockHolder,
  markLiveUnknown,
  unlock,
} from '../../domain/environment/environment.ts';
import { deployActivities } from '../shared/activity-stubs.ts';

/** What a step gets to stop, once it has heard that it should. */
const STOPPING_MS = 5_000;
/** What a probe of the target may take. */
const PROBE_MS = 60_000;

/** An environment that goes on while somebody looks after its holder. */
interface Going {
  stateOf(): EnvironmentState;
  become(next: EnvironmentState): void;
}

/**
 * Frees the lock of a holder that died: its last step hears of the end with its next sign of life,
 * and then has to stop.
 */
export async function unlockStaleHolder(
  holder: LockHolder,
  { stateOf, become }: Going,
): Promise<void> {
  await sleep((holder.heartbeatMs || 0) + STOPPING_MS, {
    summary: "until the stopped release's last step has ended",
  });
  // Somebody may have ended it meanwhile.
  const isStillThere = () => stateOf().holder?.runId === holder.runId;
  if (!isStillThere()) return;
  const settle = await afterDeath(stateOf(), holder);
  if (isStillThere()) become(settle(stateOf(), Date.now()));
}

type Settle = (state: EnvironmentState, nowMs: number) => EnvironmentState;

/**
 * Finds out what a holder that died has left behind, by asking the target which release is live.
 * Where the target cannot tell, it is not guessed: a person looks.
 *
 * @returns how the environment goes on
 */
async function afterDeath(
  { service, environment }: EnvironmentState,
  holder: LockHolder,
): Promise<Settle> {
  const { releaseId, runId, commit, digest, heartbeatMs } = holder;
  if (digest === undefined) return (state, nowMs) => unlock(state, { runId }, nowMs);
  const { probe } = deployActivities({
    summary: environment,
    timeoutMs: PROBE_MS,
    heartbeatMs: Math.max(heartbeatMs, 2_000),
    // Everybody waits for the answer.
    isUrgent: true,
  });
  const asked = { service, environment, releaseId, commit, digest };
  const found = await probe(asked).catch(() => ({ known: false }));
  if (!found.known) return markLiveUnknown;
  const isLive = 'releaseId' in found && found.releaseId === releaseId;
  return (state, nowMs) => {
    const wasLive = state.live?.releaseId === releaseId;
    const live = { releaseId, commit, digest, atMs: nowMs, verified: false };
    const left = { runId, ...(isLive && !wasLive && { live }), ...toBeLookedAt(holder) };
    return unlock(state, left, nowMs);
  };
}

/** A rollback keeps others out until a person has looked, also where it did not come to an end (R2). */
function toBeLookedAt({ releaseId, rollbackId }: LockHolder) {
  if (rollbackId === undefined) return {};
  return {
    freeze: {
      reason: `The rollback to ${releaseId} was interrupted: check the target, then unfreeze.`,
    },
  };
}
