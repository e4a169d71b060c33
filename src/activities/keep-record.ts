import { createPrivateKey } from 'node:crypto';
import type { AuditEntry } from '../domain/audit.ts';
import { measureRelease, withMeasurements } from '../domain/measure/measured-release.ts';
import type { ReleaseEvent } from '../domain/release/event.ts';
import { type Break, readAuditLog } from '../record/read-audit-log.ts';
import { nextAttestation } from '../record/sign.ts';
import type { Store } from '../store/store.ts';

export interface KeepInput {
  /** The id of the release, or `environmentAuditId`. */
  readonly recordId: string;
  readonly entries: readonly AuditEntry[];
  /** Whether these are the last ones: the record is signed then. */
  readonly final?: boolean;
}

export interface Kept {
  /** How many entries were new, the statements among them. */
  readonly kept: number;
  /** Where the record was spoilt: it is not signed then. */
  readonly broken?: Break;
}

export interface RecordDependencies {
  readonly store: Pick<Store, 'appendRecord' | 'readRecord'>;
  /** The PEM of the Ed25519 key by which records are signed; `undefined`: they are not. */
  signingKey(): Promise<string | undefined>;
  /** The story of a release so far. */
  storyOf(releaseId: string): Promise<readonly ReleaseEvent[]>;
}

/**
 * Keeps what happened in the store. With the end of a release goes its journey, which only its
 * history knows. May be repeated: an entry that is there stays as it is.
 */
export function createKeepRecord({ store, signingKey, storyOf }: RecordDependencies) {
  return async function keepRecord({ recordId, entries, final }: KeepInput): Promise<Kept> {
    const measured = final ? measureRelease(await storyOf(recordId)) : undefined;
    const whole = entries.map((entry) =>
      measured && entry.kind === 'ended' ? withMeasurements(entry, measured) : entry,
    );
    const kept = await store.appendRecord(recordId, whole);
    const pem = final ? await signingKey() : undefined;
    if (pem === undefined) return { kept };
    const signed = await signRecord(store, recordId, pem);
    return { ...signed, kept: kept + signed.kept };
  };
}

/** Adds the statements that are lacking, each directly behind what it is about. */
async function signRecord(
  store: RecordDependencies['store'],
  recordId: string,
  pem: string,
): Promise<Kept> {
  const key = createPrivateKey(pem);
  for (let kept = 0; ;) {
    const { entries, broken } = readAuditLog(
      (await store.readRecord(recordId)) ?? new Uint8Array(),
    );
    // A signature would say that all of it is as it was written.
    if (broken) return { kept, broken };
    const statement = nextAttestation({ recordId, entries }, key);
    if (!statement) return { kept };
    const after = entries.at(-1)?.hash ?? '';
    // None is kept if somebody else was faster: then it is about one entry more.
    kept += await store.appendRecord(recordId, [statement], { after });
  }
}
