import { ApplicationFailure, setHandler } from '@temporalio/workflow';
import {
  type EnvironmentState,
  freezeEnvironment,
  unfreezeEnvironment,
} from '../../domain/environment/environment.ts';
import { parseFreeze } from '../../domain/environment/messages.ts';
import { freezeUpdate, unfreezeUpdate } from '../shared/messages.ts';

/** Lets users freeze and unfreeze an environment. Call it before the first `await`. */
export function handleFreezes(
  state: () => EnvironmentState,
  setState: (next: EnvironmentState) => void,
): void {
  setHandler(
    freezeUpdate,
    ({ by, reason }) => setState(freezeEnvironment(state(), { by, reason, sinceMs: Date.now() })),
    {
      validator: requireFreeze,
      description: 'Freezes the environment: {"by":"…","reason":"…"}.',
    },
  );
  setHandler(unfreezeUpdate, () => setState(unfreezeEnvironment(state(), Date.now())), {
    description: 'Unfreezes the environment: {"by":"…"}.',
  });
}

/** Refuses a message before it is in the history. */
function requireFreeze(payload: unknown): void {
  if (!parseFreeze(payload)) throw ApplicationFailure.nonRetryable('not a freeze');
}
