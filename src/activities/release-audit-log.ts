import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readAuditLog } from '../audit/read-audit-log.ts';
import { nextAttestation } from '../audit/sign.ts';
import { entriesOfHistory } from '../domain/audit-log/entries-of-history.ts';
import { withMeasurements } from '../domain/measure/from-audit-log.ts';
import { measureRelease } from '../domain/measure/measure-release.ts';
import type { Store } from '../store/store.ts';
import type { ReadHistory } from './release-histories.ts';

export interface ReleaseAuditLogDependencies {
  readonly store: Pick<Store, 'appendToAuditLog' | 'readAuditLog'>;
  /** The PEM of the Ed25519 key that signs audit logs, or `undefined` where none does. */
  signingKey(): Promise<string | undefined>;
}

/** The only writer of what happens to releases into their audit logs. */
export interface ReleaseAuditLog {
  /**
   * Appends the events of a history that come after one, and signs the log if the release has ended.
   * May be repeated: an entry that is there stays as it is.
   */
  append(releaseId: string, history: ReadHistory, after: number): Promise<void>;
}

export function createReleaseAuditLog({
  store,
  signingKey,
}: ReleaseAuditLogDependencies): ReleaseAuditLog {
  return {
    async append(releaseId, { history, runs }, after) {
      const hasEnded = history.at(-1)?.kind === 'ended';
      const measured = hasEnded ? measureRelease(history) : undefined;
      const entries = entriesOfHistory(history, runs, after).map((entry) =>
        measured && entry.kind === 'ended' ? withMeasurements(entry, measured) : entry,
      );
      if (entries.length > 0) await store.appendToAuditLog(releaseId, entries);
      const pem = hasEnded ? await signingKey() : undefined;
      if (pem !== undefined) await sign(store, releaseId, createPrivateKey(pem));
    },
  };
}

/** Adds the attestations that are lacking, each directly behind the entries that it is about. */
async function sign(
  store: ReleaseAuditLogDependencies['store'],
  auditLogId: string,
  key: KeyObject,
): Promise<void> {
  for (;;) {
    const bytes = (await store.readAuditLog(auditLogId)) ?? new Uint8Array();
    const { entries, broken } = readAuditLog(bytes);
    // A signature would say that all of it is as it was written.
    const attestation = broken ? undefined : nextAttestation({ auditLogId, entries }, key);
    if (!attestation) return;
    const after = entries.at(-1)?.hash ?? '';
    // Nothing is written if another entry came first: the next attestation is about that one too.
    await store.appendToAuditLog(auditLogId, [attestation], { after });
  }
}
