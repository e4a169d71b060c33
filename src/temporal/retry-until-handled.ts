import { setTimeout as pause } from 'node:timers/promises';
import { isUnheard } from './errors.ts';

/** How often an update is sent in all. A worker that still cannot handle it never will. */
const ATTEMPTS = 5;
const PAUSE_MS = 50;

/**
 * Sends an update, and sends it again if no workflow handled it: just after the start of a worker, an
 * update that comes together with a query may be skipped. It is in no history then.
 *
 * @param send sends the update once
 * @throws the error of `send`, or at last the error that the update was not handled
 */
export async function retryUntilHandled<T>(send: () => Promise<T>): Promise<T> {
  for (let left = ATTEMPTS - 1; ; left -= 1) {
    try {
      return await send();
    } catch (error) {
      if (left === 0 || !isUnheard(error)) throw error;
      await pause(PAUSE_MS);
    }
  }
}
