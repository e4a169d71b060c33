import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { SlipwayError } from '../domain/errors.ts';

/** How long a step that has such an error may take to end by itself. */
const GRACE_MS = 10_000;

/** What to do with such an error of the step that runs here. */
const running = new AsyncLocalStorage<(error: unknown) => void>();

/**
 * Runs the work of a step. An error in it that nobody awaits, as of a stream that nobody listens
 * to, ends the work and is its error, if the process tells it by `failStepOf`.
 *
 * @param options.onLate told of one that comes when the work has ended
 */
export async function withUncaughtErrors<T>(
  options: { readonly signal: AbortSignal; onLate(error: unknown): void },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const uncaught = new AbortController();
  const over = new AbortController();
  const fail = (error: unknown) => {
    if (over.signal.aborted) options.onLate(error);
    else uncaught.abort(error);
  };
  const signal = AbortSignal.any([options.signal, uncaught.signal]);
  try {
    const result = await running.run(fail, () =>
      Promise.race([work(signal), endAfter(uncaught.signal, over.signal)]),
    );
    uncaught.signal.throwIfAborted();
    return result;
  } catch (error) {
    // What the step itself has to say, such as that it could not go back, says more.
    if (!(error instanceof SlipwayError)) uncaught.signal.throwIfAborted();
    throw error;
  } finally {
    over.abort();
  }
}

/** What waits for a broken stream may wait for ever. Never resolves. */
async function endAfter(uncaught: AbortSignal, over: AbortSignal): Promise<never> {
  await new Promise<void>((resolve) => {
    uncaught.addEventListener('abort', () => resolve(), { once: true });
  });
  await pause(GRACE_MS, undefined, { signal: over }).catch(() => {});
  throw uncaught.reason;
}

/**
 * Gives an error that nobody awaited to the step that it belongs to.
 *
 * @returns whether there is one
 */
export function failStepOf(error: unknown): boolean {
  const fail = running.getStore();
  fail?.(error);
  return fail !== undefined;
}
