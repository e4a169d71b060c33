import { CancellationScope, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import type { LiveReleaseRef, UnlockReport } from '../../domain/environment/environment.ts';
import type { LiveRelease } from '../../domain/environment/live-release.ts';
import { lockRetryMs } from '../../domain/environment/lock-retry.ts';
import { parseLockGranted } from '../../domain/environment/messages.ts';
import type { Wait } from '../../domain/release/waiting.ts';
import { queueWait } from '../../domain/release/waiting.ts';
import { requestLock, unlock } from './activity-stubs.ts';
import { lockGrantedSignal } from './messages.ts';

/** A release or a rollback that requests a lock. */
export interface LockRequester {
  readonly service: string;
  /** Of the release that is deployed. */
  readonly releaseId: string;
  readonly commit: string;
  readonly digest?: string;
  readonly rollbackId?: string;
  readonly heartbeatMs: number;
}

/** What happens while the lock is held. The environment is told at the end, with the unlock. */
export interface LockSession {
  /** The live release when the lock was acquired, `null` for none. */
  readonly found: LiveReleaseRef | null;
  /** Another release is live now. */
  setLive(live: LiveRelease): void;
  /** A deployment failed. */
  failed(): void;
  /** No other release may enter until this is fixed. */
  freeze(reason: string): void;
  /** The failure for which this release froze the environment is fixed. */
  recovered(): void;
}

export interface LockOptions {
  readonly environment: string;
  readonly requester: LockRequester;
  /** Whether a cancellation ends `body` too; else it is finished first. */
  readonly isCancellable?: boolean;
  /** Ends the wait for the lock. */
  interrupted?(): boolean;
  /** Publishes the wait. */
  onWait(wait: Wait): void;
}

export interface LockHandle {
  /**
   * Runs `body` while this run holds the lock of the environment, and unlocks it whatever happens. A
   * cancellation ends the wait for the lock, but not `body`, unless the options say so.
   *
   * @returns the result of `body`, or `undefined` if the wait was interrupted
   */
  withLock<T>(
    options: LockOptions,
    body: (session: LockSession) => Promise<T>,
  ): Promise<T | undefined>;
  /** Tells an environment about a change without holding its lock. */
  tell(
    environment: { service: string; environment: string },
    about: Omit<UnlockReport, 'runId'>,
  ): Promise<void>;
}

/** Lets this run request locks. Call it before the first `await`. */
export function handleLock(): LockHandle {
  /** The live release by the environment whose lock was granted. */
  const granted = new Map<string, LiveReleaseRef | null>();
  setHandler(
    lockGrantedSignal,
    (payload) => {
      const grant = parseLockGranted(payload);
      if (grant) granted.set(grant.environment, grant.live);
    },
    {
      description: 'The lock of an environment is granted: {"environment":"production"}.',
    },
  );

  /**
   * Requests the lock once, and waits for the signal that grants it: it need not know how the queue
   * before it moves.
   *
   * @returns the live release where the lock is held; `undefined` if the wait was interrupted
   */
  async function acquire(options: LockOptions): Promise<Pick<LockSession, 'found'> | undefined> {
    const { environment, requester, interrupted, onWait } = options;
    const { service, ...rest } = requester;
    const ticket = { ...rest, runId: workflowInfo().runId };
    const sinceMs = Date.now();
    // An earlier grant is used up.
    granted.delete(environment);
    const isOver = () => granted.has(environment) || interrupted?.() === true;
    for (let times = 0; ; times += 1) {
      const entry = await requestLock({ service, environment, ticket });
      if (entry.granted) return { found: entry.live ?? null };
      const wait = queueWait(environment, entry.queuedBehind, sinceMs, entry.freezes);
      onWait(wait);
      const summary = wait.sentence.slice(0, 180);
      if (!(await condition(isOver, lockRetryMs(times), { summary }))) continue;
      const found = granted.get(environment);
      return found === undefined ? undefined : { found };
    }
  }

  async function tell(
    { service, environment }: { service: string; environment: string },
    about: Omit<UnlockReport, 'runId'>,
  ): Promise<void> {
    const report = { service, environment, runId: workflowInfo().runId, ...about };
    await CancellationScope.nonCancellable(() => unlock(report));
  }

  return {
    tell,
    async withLock(options, body) {
      const { environment, requester } = options;
      const report: UnlockReportDraft = { runId: workflowInfo().runId };
      try {
        const acquired = await acquire(options);
        // Something else may have ended the wait in the same task as the grant.
        if (!acquired || options.interrupted?.()) return undefined;
        const run = () => body(lockSession(requester, acquired, report));
        return await (options.isCancellable ? run() : CancellationScope.nonCancellable(run));
      } finally {
        await tell({ service: requester.service, environment }, report);
      }
    },
  };
}

/** What the environment is going to be told with the unlock. */
type UnlockReportDraft = { -readonly [Key in keyof UnlockReport]: UnlockReport[Key] };

function lockSession(
  { releaseId }: LockRequester,
  { found }: Pick<LockSession, 'found'>,
  report: UnlockReportDraft,
): LockSession {
  return {
    found,
    setLive: (live) => (report.live = live),
    failed: () => (report.failed = true),
    freeze: (reason) => (report.freeze = { reason }),
    recovered: () => (report.recovered = releaseId),
  };
}
