import { CancellationScope, condition, setHandler, workflowInfo } from '@temporalio/workflow';
import type { LiveReleaseRef, UnlockReport } from '../../domain/environment/environment.ts';
import type { LiveRelease } from '../../domain/environment/live-release.ts';
import { lockRetryMs } from '../../domain/environment/lock-retry.ts';
import { parseLockGranted } from '../../domain/environment/messages.ts';
import type { Wait } from '../../domain/release/waiting.ts';
import { queueWait } from '../../domain/release/waiting.ts';
import { requestLock, unlock } from './activity-stubs.ts';
import { lockGrantedSignal } from './messages.ts';

/** Who asks for environments: a release, or a rollback. */
export interface LockRequester {
  readonly service: string;
  /** Of the release that is deployed. */
  readonly releaseId: string;
  readonly commit: string;
  readonly digest?: string;
  readonly rollbackId?: string;
  readonly heartbeatMs: number;
}

/** What is known and said of a stay while it lasts; the environment hears it at the end. */
export interface LockSession {
  /** What was live when it began, `null` for nothing. */
  readonly found: LiveReleaseRef | null;
  /** Something else is live now. */
  setLive(live: LiveRelease): void;
  /** A deployment failed. */
  failed(): void;
  /** Nobody else may enter until it is fixed. */
  freeze(reason: string): void;
  /** What this release has frozen it for is fixed. */
  recovered(): void;
}

export interface LockOptions {
  readonly environment: string;
  readonly visitor: LockRequester;
  /** Whether a cancellation ends `body` too; else it is finished first. */
  readonly isCancellable?: boolean;
  /** Ends the wait for the lock. */
  interrupted?(): boolean;
  /** Says what it waits for. */
  onWait(wait: Wait): void;
}

export interface LockHandle {
  /**
   * Runs `body` while this run alone may deploy to the environment, and leaves it whatever
   * happens. A cancellation is honoured while it waits, and not during `body` unless it says so.
   *
   * @returns what `body` does, or `undefined` if the wait was interrupted
   */
  withLock<T>(
    door: LockOptions,
    body: (session: LockSession) => Promise<T>,
  ): Promise<T | undefined>;
  /** Tells an environment something from outside of it. */
  tell(
    place: { service: string; environment: string },
    about: Omit<UnlockReport, 'runId'>,
  ): Promise<void>;
}

/** Lets this run wait for environments. Call it before the first `await`. */
export function handleLock(): LockHandle {
  /** What is live, by environment. */
  const granted = new Map<string, LiveReleaseRef | null>();
  setHandler(
    lockGrantedSignal,
    (payload) => {
      const grant = parseLockGranted(payload);
      if (grant) granted.set(grant.environment, grant.live);
    },
    {
      description: 'From an environment: {"environment":"production"} belongs to this release now.',
    },
  );

  /**
   * Asks once, and is told when its turn has come: of who comes and goes in front of it, it need not know.
   *
   * @returns what is live where the lock is ours; `undefined` if the wait was interrupted
   */
  async function enter(door: LockOptions): Promise<Pick<LockSession, 'found'> | undefined> {
    const { environment, visitor, interrupted, onWait } = door;
    const { service, ...who } = visitor;
    const ticket = { ...who, runId: workflowInfo().runId };
    const sinceMs = Date.now();
    // A grant of an earlier stay is used up.
    granted.delete(environment);
    const isOver = () => granted.has(environment) || interrupted?.() === true;
    for (let times = 0; ; times += 1) {
      const entry = await requestLock({ service, environment, ticket });
      if (entry.granted) return { found: entry.live ?? null };
      const wait = queueWait(environment, entry.queuedBehind, sinceMs, entry.freeze);
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
    const left = { service, environment, runId: workflowInfo().runId, ...about };
    await CancellationScope.nonCancellable(() => unlock(left));
  }

  return {
    tell,
    async withLock(door, body) {
      const { environment, visitor } = door;
      const about: UnlockReportDraft = { runId: workflowInfo().runId };
      try {
        const entered = await enter(door);
        // Something else may have ended the wait before the lock was its own.
        if (!entered || door.interrupted?.()) return undefined;
        const inside = () => body(lockSession(visitor, entered, about));
        return await (door.isCancellable ? inside() : CancellationScope.nonCancellable(inside));
      } finally {
        await tell({ service: visitor.service, environment }, about);
      }
    },
  };
}

/** What is going to be said when it leaves. */
type UnlockReportDraft = { -readonly [Key in keyof UnlockReport]: UnlockReport[Key] };

function lockSession(
  { releaseId }: LockRequester,
  { found }: Pick<LockSession, 'found'>,
  about: UnlockReportDraft,
): LockSession {
  return {
    found,
    setLive: (live) => (about.live = live),
    failed: () => (about.failed = true),
    freeze: (reason) => (about.freeze = { reason }),
    recovered: () => (about.recovered = releaseId),
  };
}
