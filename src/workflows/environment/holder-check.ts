import { condition, sleep } from '@temporalio/workflow';
import { markWakeUp } from './replay-markers.ts';

/** How long a dead holder can keep others waiting. */
const CHECK_EVERY = '30 s';

/**
 * Tells when it is time to look again. Rounds go on whoever comes and goes meanwhile: a timer that
 * was cut short when one left would stand before or behind the answer to one who came with the same
 * task, and a worker that takes over does not always find the same order again.
 *
 * @returns a wait for the end of the round, or for something else: whether the round is over
 */
export function createHolderChecks(): (isOver: () => boolean) => Promise<boolean> {
  let isGoingOn = false;
  const end = () => {
    isGoingOn = false;
    markWakeUp();
  };
  return async (isOver) => {
    if (!isGoingOn) {
      isGoingOn = true;
      void sleep(CHECK_EVERY, { summary: 'until the next check of the lock holder' }).then(
        end,
        end,
      );
    }
    await condition(() => !isGoingOn || isOver());
    return !isGoingOn;
  };
}
