import type { AuditEntry } from '../domain/audit-log/entry.ts';
import type { Store } from '../store/store.ts';

export interface AppendInput {
  /** `environmentAuditId`. */
  readonly auditLogId: string;
  readonly entries: readonly AuditEntry[];
}

/**
 * Appends entries to the audit log of an environment. May be repeated: an entry that is there stays
 * as it is.
 */
export function createAppendAuditLog({
  store,
}: {
  readonly store: Pick<Store, 'appendToAuditLog'>;
}) {
  return async function appendAuditLog({
    auditLogId,
    entries,
  }: AppendInput): Promise<{ readonly appended: number }> {
    return { appended: await store.appendToAuditLog(auditLogId, entries) };
  };
}
