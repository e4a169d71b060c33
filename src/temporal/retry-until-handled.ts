import { setTimeout as pause } from 'node:timers/promises';
import { isUnheard } from './errors.ts';

/** How often an update is sent in all. A worker that cannot hear it never will. */
const ATTEMPTS = 5;
const PAUSE_MS = 50;

/**
 * Sends an update, and sends it again where no workflow heard it: just after a worker has started,
 * one that comes together with a query may be passed over. Such a one is in no history.
 *
 * @param send sends it once
 * @throws Error what `send` throws; that it was not heard, if it was not at last
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
