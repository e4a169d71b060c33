import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits for the first value that is not empty, asking again and again.
 *
 * @throws Error saying what was waited for, after 30 s if not told otherwise
 */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | false | null | undefined>,
  { intervalMs = 20, patienceMs = 30_000 } = {},
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const value = await ask();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await pause(intervalMs);
  }
}
