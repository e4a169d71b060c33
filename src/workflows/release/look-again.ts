import type { WakeUps } from './wake-ups.ts';

/**
 * Repeats a look at something until it gives a result. A look that has found nothing to continue with
 * waits by itself, and returns as soon as it is woken: what it looked at may have changed.
 *
 * @param look gets a function that tells whether the release was woken since this look began
 */
export async function lookAgain<Result>(
  signals: Pick<WakeUps, 'wakeUps'>,
  look: (isWoken: () => boolean) => Promise<Result | undefined>,
): Promise<Result> {
  for (;;) {
    const wakeUps = signals.wakeUps();
    const result = await look(() => signals.wakeUps() !== wakeUps);
    if (result !== undefined) return result;
  }
}
