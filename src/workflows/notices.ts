import { setHandler } from '@temporalio/workflow';
import { lookAgainSignal, supersededSignal } from './messages.ts';

/** What others have told this release while it waited. */
export interface Notices {
  /** Grows each time that something it waits for may be another. */
  looks(): number;
  /** The newer release that goes before this one, if it was told. */
  supersededBy(environment: string): string | undefined;
}

/** Listens to what changes around this release. Call it before the first `await`. */
export function handleNotices(): Notices {
  let looks = 0;
  const successors = new Map<string, string>();
  setHandler(
    lookAgainSignal,
    () => {
      looks += 1;
    },
    { description: 'What it waits for may be another now: {"why":"calendar"}.' },
  );
  setHandler(
    supersededSignal,
    (payload: unknown) => {
      const { by, environment } = (payload ?? {}) as Record<string, unknown>;
      if (typeof by === 'string' && typeof environment === 'string')
        successors.set(environment, by);
    },
    { description: 'A newer release goes before this one: {"by":"…","environment":"…"}.' },
  );
  return {
    looks: () => looks,
    supersededBy: (environment) => successors.get(environment),
  };
}
