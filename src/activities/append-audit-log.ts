import { createPrivateKey } from 'node:crypto';
import type { AuditEntry } from '../domain/audit.ts';
import { withMeasurements } from '../domain/measure/from-audit-log.ts';
import { measureRelease } from '../domain/measure/measured-release.ts';
import type { ReleaseEvent } from '../domain/release/event.ts';
import { type Break, readAuditLog } from '../audit/read-audit-log.ts';
import { nextAttestation } from '../audit/sign.ts';
import type { Store } from '../store/store.ts';

export interface KeepInput {
  /** The id of the release, or `environmentAuditId`. */
  readonly auditLogId: string;
  readonly entries: readonly AuditEntry[];
  /** Whether these are the last ones: the log is signed then. */
  readonly final?: boolean;
}

export interface Kept {
  /** How many entries were new, attestations included. */
  readonly kept: number;
  /** Where the log was changed: it is not signed then. */
  readonly broken?: Break;
}

export interface AuditLogDependencies {
  readonly store: Pick<Store, 'appendToAuditLog' | 'readAuditLog'>;
  /** The PEM of the Ed25519 key that signs audit logs, or `undefined` where none does. */
  signingKey(): Promise<string | undefined>;
  /** The history of a release so far. */
  historyOf(releaseId: string): Promise<readonly ReleaseEvent[]>;
}

/**
 * Appends entries to an audit log in the store. The entry of the end also gets the measurements,
 * which only the history knows. May be repeated: an entry that is there stays as it is.
 */
export function createAppendAuditLog({ store, signingKey, historyOf }: AuditLogDependencies) {
  return async function appendAuditLog({ auditLogId, entries, final }: KeepInput): Promise<Kept> {
    const measured = final ? measureRelease(await historyOf(auditLogId)) : undefined;
    const whole = entries.map((entry) =>
      measured && entry.kind === 'ended' ? withMeasurements(entry, measured) : entry,
    );
    const kept = await store.appendToAuditLog(auditLogId, whole);
    const pem = final ? await signingKey() : undefined;
    if (pem === undefined) return { kept };
    const signed = await signAuditLog(store, auditLogId, pem);
    return { ...signed, kept: kept + signed.kept };
  };
}

/** Adds the attestations that are lacking, each directly behind the entries that it is about. */
async function signAuditLog(
  store: AuditLogDependencies['store'],
  auditLogId: string,
  pem: string,
): Promise<Kept> {
  const key = createPrivateKey(pem);
  for (let kept = 0; ;) {
    const { entries, broken } = readAuditLog(
      (await store.readAuditLog(auditLogId)) ?? new Uint8Array(),
    );
    // A signature would say that all of it is as it was written.
    if (broken) return { kept, broken };
    const attestation = nextAttestation({ auditLogId, entries }, key);
    if (!attestation) return { kept };
    const after = entries.at(-1)?.hash ?? '';
    // Nothing is written if another entry came first: the next attestation is about that one too.
    kept += await store.appendToAuditLog(auditLogId, [attestation], { after });
  }
}
