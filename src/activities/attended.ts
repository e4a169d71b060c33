import { Context } from '@temporalio/activity';
import { startHeartbeat, stopReason } from './heartbeat.ts';

/**
 * The same activity, with heartbeats while it works. It ends as soon as it is cancelled or the worker
 * stops; what it has asked git for goes on, as others may wait for the same, and ends by limits of
 * its own.
 */
export function attended<Input, Answer>(
  activity: (input: Input) => Promise<Answer>,
): (input: Input) => Promise<Answer> {
  return async (input) => {
    const { cancelled } = Context.current();
    const life = startHeartbeat();
    try {
      return await Promise.race([activity(input), cancelled.catch(stopped)]);
    } finally {
      life.stop();
    }
  };
}

function stopped(): never {
  throw stopReason();
}
