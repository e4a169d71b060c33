import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import { type EnvironmentState, liftHold, placeHold } from '../domain/environment.ts';
import { readHold } from '../domain/environment-messages.ts';
import { holdUpdate, liftUpdate } from './messages.ts';

/** Lets people hold an environment, and lift the hold. Call it before the first `await`. */
export function handleHolds(
  state: () => EnvironmentState,
  become: (next: EnvironmentState) => void,
): void {
  setHandler(
    holdUpdate,
    ({ by, reason }) => become(placeHold(state(), { by, reason, sinceMs: Date.now() })),
    {
      validator: requireHold,
      description: 'Lets nobody in: {"by":"…","reason":"…"}.',
    },
  );
  setHandler(liftUpdate, () => become(liftHold(state(), Date.now())), {
    description: 'Lets releases in again: {"by":"…"}.',
  });
}

/** Refuses a message before it is in the history. */
function requireHold(payload: unknown): void {
  if (!readHold(payload)) throw ApplicationFailure.nonRetryable('not a hold');
}
