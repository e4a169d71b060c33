import { bodyOf } from '../client/answer.ts';
import type { Session } from './session.ts';

export const NO_WORKER = 'No worker is running, so releases are paused.';

/** Whether a worker runs; if nobody can tell, one is believed to. Never throws. */
export async function hasWorker({ api }: Pick<Session, 'api'>): Promise<boolean> {
  try {
    return (await bodyOf(api.health.ready.$get())).worker;
  } catch {
    return true;
  }
}
