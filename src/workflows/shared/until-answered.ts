import { ActivityFailure, ApplicationFailure, isCancellation, sleep } from '@temporalio/workflow';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * The same activities, each of which is started again until it succeeds. In between the workflow waits
 * on a timer, longer each time up to half a minute, and holds no slot of its worker.
 *
 * @throws a failure that is not retryable, or CancelledFailure
 */
export function untilAnswered<Asking extends object>(activities: Asking): Asking {
  return new Proxy(activities, {
    get(_, name) {
      const ask = Reflect.get(activities, name) as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]) => answerOf(() => ask(...args));
    },
  });
}

async function answerOf<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await ask();
    } catch (error) {
      if (isCancellation(error) || isFinal(error)) throw error;
    }
    // Many that failed together should not try again together. A replay draws the same numbers.
    const summary = 'until the next request to the environment';
    await sleep(pauseMs * (0.5 + Math.random()), { summary });
  }
}

function isFinal(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
}
