import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { environmentDetails } from './environment-details.ts';
import {
  type EnvironmentState,
  foundIn,
  type LockHolder,
  requestLock,
  unlock,
  withoutRepeats,
} from '../../domain/environment/environment.ts';
import { parseLockRequest, parseUnlockReport } from '../../domain/environment/messages.ts';
import { isHolderRunning, recheckWaiting } from '../shared/activity-stubs.ts';
import {
  requestLockUpdate,
  environmentQuery,
  lockGrantedSignal,
  unlockSignal,
} from '../shared/messages.ts';
import { handleFreezes } from './freezes.ts';
import { createHolderChecks } from './holder-check.ts';
import { markFirstTask, markWakeUp } from './replay-markers.ts';
import { unlockStaleHolder } from './stale-holder.ts';

const LOCK_REQUEST = '{"releaseId":"…","runId":"…","commit":"…"}';

/**
 * Keeps one environment of one service, for ever: the holder of its lock, the queue, and the live
 * release.
 *
 * A holder that ended without an unlock (terminated, or its run deleted) is found by checks. The lock
 * is freed after the last step of that holder has had time to stop, and the target was asked which
 * release is live.
 *
 * @param grantedBefore the run that knows already that it holds the lock
 */
export async function environment(
  initial: EnvironmentState,
  grantedBefore?: string,
): Promise<never> {
  let state = initial;
  let grantedRun = grantedBefore;
  const setState = (next: EnvironmentState) => {
    state = next;
    setCurrentDetails(environmentDetails(next));
  };
  setState(initial);

  setHandler(
    requestLockUpdate,
    (ticket) => {
      const { state: after, entry } = requestLock(state, ticket, Date.now());
      // A lock that is granted at once needs no signal.
      if (entry.granted) grantedRun = ticket.runId;
      setState(after);
      return entry;
    },
    {
      validator: requireLockRequest,
      description: `Requests the lock: ${LOCK_REQUEST}.`,
    },
  );
  setHandler(unlockSignal, (payload) => setState(unlocked(state, payload)), {
    description: 'Unlocks the environment, or leaves its queue: {"runId":"…"}.',
  });
  handleFreezes(() => state, setState);
  setHandler(environmentQuery, () => state, {
    description: 'The holder, the queue, the live release and the history.',
  });

  markFirstTask();
  const ungranted = () => state.holder !== undefined && state.holder.runId !== grantedRun;
  // A queue must not wait for a dead holder, and no reader must be told of one.
  const contended = () =>
    state.holder !== undefined && (state.queue.length > 0 || state.holder.digest !== undefined);
  const round = createHolderChecks();
  while (!workflowInfo().continueAsNewSuggested) {
    if (ungranted()) await grant();
    else if (contended()) await look();
    else await condition(() => ungranted() || contended() || workflowInfo().continueAsNewSuggested);
  }
  await condition(allHandlersFinished);
  return continueAsNew<typeof environment>(state, grantedRun);

  /** Tells the holder that it has the lock. */
  async function grant(): Promise<void> {
    const { releaseId, rollbackId, runId } = state.holder as LockHolder;
    grantedRun = runId;
    await getExternalWorkflowHandle(rollbackId ?? releaseId, runId)
      .signal(lockGrantedSignal, { environment: state.environment, live: foundIn(state) })
      // It has ended while it waited, so the next one gets the lock.
      .catch(() => setState(unlock(state, { runId }, Date.now())));
    markWakeUp();
  }

  /** Waits until something changes, and once in each round checks that the holder still runs. */
  async function look(): Promise<void> {
    if (!(await round(() => ungranted() || !contended()))) return;
    const { holder } = state;
    if (!holder || (await isHolderRunning(holder)).running) return;
    await unlockStaleHolder(holder, { stateOf: () => state, setState });
    const { service, environment: name } = state;
    // A holder that unlocks tells the waiting releases; one that died does not.
    await recheckWaiting({ service, environment: name });
  }
}

/** A report that is delivered twice counts once. */
function unlocked(state: EnvironmentState, payload: unknown): EnvironmentState {
  const report = parseUnlockReport(payload);
  return report ? unlock(state, withoutRepeats(state, report), Date.now()) : state;
}

/** Refuses a message before it is in the history. */
function requireLockRequest(payload: unknown): void {
  if (!parseLockRequest(payload)) throw ApplicationFailure.nonRetryable('not a lock request');
}
