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
import { environmentDetails } from '../../domain/environment/environment-details.ts';
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
 * Keeps one environment of one service, for ever: who may deploy now, who is next, what is live.
 *
 * A holder that ended without leaving (terminated, or its run deleted) is found out by looking:
 * the lock is freed when the last step of the dead one has had the time to hear of it and to stop,
 * and the target was asked what is live.
 *
 * @param toldBefore the run that knows already that it holds the lock
 */
export async function environment(
  initial: EnvironmentState,
  alreadyGranted?: string,
): Promise<never> {
  let state = initial;
  let told = alreadyGranted;
  const become = (next: EnvironmentState) => {
    state = next;
    setCurrentDetails(environmentDetails(next));
  };
  become(initial);

  setHandler(
    requestLockUpdate,
    (ticket) => {
      const { state: after, entry } = requestLock(state, ticket, Date.now());
      // Who gets the lock at once learns it by the answer.
      if (entry.granted) told = ticket.runId;
      become(after);
      return entry;
    },
    {
      validator: requireLockRequest,
      description: `A release asks to deploy here: ${LOCK_REQUEST}.`,
    },
  );
  setHandler(unlockSignal, (payload) => become(withoutWhoLeaves(state, payload)), {
    description: 'A release has finished here: {"runId":"…"}.',
  });
  handleFreezes(() => state, become);
  setHandler(environmentQuery, () => state, { description: 'Holder, queue, live and history.' });

  markFirstTask();
  const ungranted = () => state.holder !== undefined && state.holder.runId !== told;
  // Who waits here must not wait for a dead one, and who is asked must not name one.
  const contended = () =>
    state.holder !== undefined && (state.queue.length > 0 || state.holder.digest !== undefined);
  const round = createHolderChecks();
  while (!workflowInfo().continueAsNewSuggested) {
    if (ungranted()) await grant();
    else if (contended()) await look();
    else await condition(() => ungranted() || contended() || workflowInfo().continueAsNewSuggested);
  }
  await condition(allHandlersFinished);
  return continueAsNew<typeof environment>(state, told);

  /** Tells the release at the head that the environment is its own. */
  async function grant(): Promise<void> {
    const { releaseId, rollbackId, runId } = state.holder as LockHolder;
    told = runId;
    await getExternalWorkflowHandle(rollbackId ?? releaseId, runId)
      .signal(lockGrantedSignal, { environment: state.environment, live: foundIn(state) })
      // It has ended while it waited: the next one is up.
      .catch(() => become(unlock(state, { runId }, Date.now())));
    markWakeUp();
  }

  /** Waits until something changes, and once in a round makes sure that the holder still runs. */
  async function look(): Promise<void> {
    if (!(await round(() => ungranted() || !contended()))) return;
    const { holder } = state;
    if (!holder || (await isHolderRunning(holder)).running) return;
    await unlockStaleHolder(holder, { stateOf: () => state, become });
    const { service, environment: name } = state;
    // Who leaves tells others; who died does not.
    await recheckWaiting({ service, environment: name });
  }
}

/** What is said twice counts once. */
function withoutWhoLeaves(state: EnvironmentState, payload: unknown): EnvironmentState {
  const left = parseUnlockReport(payload);
  return left ? unlock(state, withoutRepeats(state, left), Date.now()) : state;
}

/** Refuses a message before it is in the history. */
function requireLockRequest(payload: unknown): void {
  if (!parseLockRequest(payload)) throw ApplicationFailure.nonRetryable('not a ticket');
}
