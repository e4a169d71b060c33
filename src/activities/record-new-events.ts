import { Context } from '@temporalio/activity';
import { notificationsFor } from '../domain/notify/notification.ts';
import type { NewEvents } from '../domain/notify/outbox.ts';
import type { Recipient } from '../domain/notify/recipient.ts';
import type { ReleaseAuditLog } from './release-audit-log.ts';
import type { ReadHistory, ReleaseHistories } from './release-histories.ts';

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
  readonly auditLog: ReleaseAuditLog;
  /** Who is told, by slipway.yaml as it is now. */
  recipientsOf(service: string): readonly Recipient[];
}

/** How long a workflow task of a release may take that has announced new events. */
const WAIT_MS = 20_000;

/**
 * Reads the new events of a release's history, appends them to its audit log, and makes notifications
 * of them. May be repeated: no entry is written twice.
 */
export function createRecordNewEvents({ histories, auditLog, recipientsOf }: Dependencies) {
  return async function recordNewEvents(question: NewEventsInput): Promise<NewEvents> {
    const { releaseId, service, beyond, runId: knownRun = '' } = question;
    const { cancellationSignal: signal } = Context.current();
    const read = await histories.read(releaseId, { beyond, waitMs: WAIT_MS, signal });
    // A release that Temporal has forgotten has ended long ago.
    if (!read) return { runId: knownRun, after: question.after, hasEnded: true, notifications: [] };
    const { runs, history, last } = read;
    const { runId, from } = runs.at(-1) ?? { runId: '', from: 0 };
    const isReset = runs.length > 1;
    let { after } = question;
    if (knownRun !== '' && runId !== knownRun) {
      const before = await histories.readRun(releaseId, knownRun);
      if (before) await auditLog.append(releaseId, withoutEnd(before), after);
      // A run that was reset tells again what came after the place that it went back to.
      after = Math.min(after, from - 1);
    }
    await auditLog.append(releaseId, read, after);
    const recipients = recipientsOf(service);
    const notifications = notificationsFor(history, { runId, isReset, after, recipients });
    return { runId, after: last, hasEnded: history.at(-1)?.kind === 'ended', notifications };
  };
}

/** A run that was reset, without its end: the Reset has terminated it, and the release goes on. */
function withoutEnd(read: ReadHistory): ReadHistory {
  return { ...read, history: read.history.filter(({ kind }) => kind !== 'ended') };
}
