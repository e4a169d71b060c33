import { Context } from '@temporalio/activity';
import { notificationsFor } from '../domain/notify/notification.ts';
import type { NewEvents } from '../domain/notify/outbox.ts';
import type { Recipient } from '../domain/notify/recipient.ts';
import type { ReleaseEvent } from '../domain/release/event.ts';

/** The histories of releases. `src/temporal/release-histories.ts` implements it. */
export interface ReleaseHistories {
  /**
   * Reads one, once it is longer than `beyond`, or after `waitMs`.
   *
   * @returns `undefined` if Temporal does not know the release any more
   * @throws the reason of the signal, if it fires meanwhile
   */
  read(
    releaseId: string,
    how: { readonly beyond: number; readonly waitMs: number; readonly signal: AbortSignal },
  ): Promise<ReadHistory | undefined>;
}

export interface ReadHistory {
  readonly runId: string;
  readonly history: readonly ReleaseEvent[];
  /** The last event of the history, decoded or not. */
  readonly last: number;
  /** Where a Reset has left the run before it; 0 if none did. */
  readonly forkedAt: number;
}

export interface NewEventsInput {
  readonly releaseId: string;
  readonly service: string;
  /** What was read before. */
  readonly runId?: string;
  readonly after: number;
  /** The length of the history when the release said that there are new events. */
  readonly beyond: number;
}

interface Dependencies {
  readonly histories: ReleaseHistories;
  /** Who is told, by slipway.yaml as it is now. */
  recipientsOf(service: string): readonly Recipient[];
}

/** How long a workflow task of a release may take that has announced new events. */
const WAIT_MS = 20_000;

/**
 * Reads the new events of a release's history, and makes notifications of them. Only reads, so it
 * may be repeated.
 */
export function createReadNewEvents({ histories, recipientsOf }: Dependencies) {
  return async function readNewEvents(question: NewEventsInput): Promise<NewEvents> {
    const { releaseId, service, beyond, runId: knownRun = '' } = question;
    const { cancellationSignal: signal } = Context.current();
    const read = await histories.read(releaseId, { beyond, waitMs: WAIT_MS, signal });
    // A release that Temporal has forgotten has ended long ago.
    if (!read) return { runId: knownRun, after: question.after, hasEnded: true, notifications: [] };
    const { runId, history, last, forkedAt } = read;
    const isOther = knownRun !== '' && runId !== knownRun;
    // A run that was reset tells again what came after the place that it went back to.
    const after = isOther ? Math.min(question.after, forkedAt) : question.after;
    const recipients = recipientsOf(service);
    const notifications = notificationsFor(history, {
      runId,
      isReset: forkedAt > 0,
      after,
      recipients,
    });
    return { runId, after: last, hasEnded: history.at(-1)?.kind === 'ended', notifications };
  };
}
