import { ApplicationFailure, patched, setHandler } from '@temporalio/workflow';
import { type EnvironmentState, liftHold, placeHold } from '../domain/environment.ts';
import { readHold } from '../domain/environment-messages.ts';
import type { HoldRule } from '../domain/hold.ts';
import { holdUpdate, liftUpdate } from './messages.ts';

/** Lets people hold an environment, and lift the hold. Call it before the first `await`. */
export function handleHolds(
  state: () => EnvironmentState,
  become: (next: EnvironmentState) => void,
): void {
  setHandler(
    holdUpdate,
    ({ by, reason }) => become(placeHold(state(), { by, reason, sinceMs: Date.now() }, holdRule())),
    {
      validator: requireHold,
      description: 'Lets nobody in: {"by":"…","reason":"…"}.',
    },
  );
  setHandler(liftUpdate, () => become(liftHold(state(), Date.now())), {
    description: 'Lets releases in again: {"by":"…"}.',
  });
}

/** How holds get on with each other, on which it depends whom this run tells that it may enter. */
export function holdRule(): HoldRule {
  return patched('holds-beside-each-other') ? 'beside' : 'instead';
}

/** Refuses a message before it is in the history. */
function requireHold(payload: unknown): void {
  if (!readHold(payload)) throw ApplicationFailure.nonRetryable('not a hold');
}
