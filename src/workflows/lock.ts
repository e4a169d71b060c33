import { CancellationScope, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import { readGrant } from '../domain/environment-messages.ts';
import type { Live } from '../domain/manifest.ts';
import type { ReleaseInput } from '../domain/release.ts';
import { lockWait } from '../domain/waiting.ts';
import { enterEnvironment, leaveEnvironment } from './activities.ts';
import { announce } from './announce.ts';
import { grantedSignal } from './messages.ts';

export interface LockHandle {
  /**
   * Runs `body` while this release alone may deploy to the environment, and leaves it whatever
   * happens. A cancellation is honoured while it waits, and never during `body`.
   *
   * @param body says what is live afterwards; `undefined` if nothing changed
   */
  whileInside(
    place: { readonly environment: string; readonly heartbeatMs: number },
    body: (wentLive: (live: Live) => void) => Promise<void>,
  ): Promise<void>;
}

/** Asking again changes nothing, and finds an environment that was ended and made anew. */
const ASK_AGAIN_AFTER = '10 minutes';

/** Lets this release wait for environments. Call it before the first `await`. */
export function handleLock(input: ReleaseInput): LockHandle {
  const granted: string[] = [];
  setHandler(
    grantedSignal,
    (payload) => {
      const environment = readGrant(payload);
      if (environment !== undefined) granted.push(environment);
    },
    {
      description: 'From an environment: {"environment":"production"} belongs to this release now.',
    },
  );

  async function enter(environment: string, heartbeatMs: number): Promise<void> {
    const { service, id, commit } = input;
    const ticket = { releaseId: id, runId: workflowInfo().runId, commit, heartbeatMs };
    const sinceMs = Date.now();
    for (;;) {
      const entry = await enterEnvironment({ service, environment, ticket });
      if (entry.granted) return;
      const wait = lockWait(environment, entry.behind, sinceMs);
      announce(input, 'awaiting-lock', { environment, wait });
      const isGranted = () => granted.includes(environment);
      if (await condition(isGranted, ASK_AGAIN_AFTER, { summary: wait.sentence })) return;
    }
  }

  return {
    async whileInside({ environment, heartbeatMs }, body) {
      let live: Live | undefined;
      try {
        await enter(environment, heartbeatMs);
        await CancellationScope.nonCancellable(() => body((now) => (live = now)));
      } finally {
        const { runId } = workflowInfo();
        const { service } = input;
        const left = { service, environment, runId, ...(live && { live }) };
        await CancellationScope.nonCancellable(() => leaveEnvironment(left));
      }
    },
  };
}
