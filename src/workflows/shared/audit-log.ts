import { CancellationScope, workflowInfo } from '@temporalio/workflow';
import type { AuditEntry, EntryKind, NewEntry } from '../../domain/audit.ts';
import { appendAuditLog } from './activity-stubs.ts';
import type { StatusPublisher } from './status-publisher.ts';

/** Collects what belongs in the record of a release, and has it kept in the store. */
export interface AuditLog {
  /** Notes something. Nothing is written yet. */
  add<Kind extends EntryKind>(kind: Kind, about: NewEntry<Kind>): void;
  /** Has the store keep what was noted, also while the release is cancelled. */
  flush(): Promise<void>;
  /** The same at the end: the record is signed, now and whenever something is kept after that. */
  close(): Promise<void>;
}

/**
 * @param recordId the id of the release
 * @param publisher tells others that there is something new
 */
export function createAuditLog(
  auditLogId: string,
  publisher: Pick<StatusPublisher, 'notifyOutbox'>,
): AuditLog {
  const { runId } = workflowInfo();
  let noted = 0;
  let waiting: AuditEntry[] = [];
  let final = false;

  async function flush(): Promise<void> {
    const entries = waiting;
    waiting = [];
    await CancellationScope.nonCancellable(() =>
      appendAuditLog({ auditLogId, entries, ...(final && { final }) }),
    );
  }

  return {
    add(kind, about) {
      noted += 1;
      const entry = { id: `${runId}/${noted}`, kind, atMs: Date.now(), ...about };
      // It has every fact of its kind, which the compiler cannot tell of a generic one.
      waiting.push(entry as unknown as AuditEntry);
      publisher.notifyOutbox();
    },
    async flush() {
      if (waiting.length > 0) await flush();
    },
    close() {
      final = true;
      return flush();
    },
  };
}
