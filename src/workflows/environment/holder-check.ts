import { condition, sleep } from '@temporalio/workflow';
import { markWakeUp } from './replay-markers.ts';

/** How often a holder is checked that others wait for. */
const CHECK_EVERY = '30 s';

/**
 * Makes rounds of checks. A round lasts its whole time, whoever unlocks meanwhile: a timer that was
 * cancelled by an unlock would come before or after the response to a request in the same task, and a
 * worker that takes over does not always find the same order again.
 *
 * @returns a function that waits for the end of the round or for something else, and tells whether the
 *   round is over
 */
export function createHolderChecks(): (isOver: () => boolean) => Promise<boolean> {
  let isRunning = false;
  const end = () => {
    isRunning = false;
    markWakeUp();
  };
  return async (isOver) => {
    if (!isRunning) {
      isRunning = true;
      void sleep(CHECK_EVERY, { summary: 'until the next check of the lock holder' }).then(
        end,
        end,
      );
    }
    await condition(() => !isRunning || isOver());
    return !isRunning;
  };
}
