import { createPrivateKey } from 'node:crypto';
import type { RecordEntry } from '../domain/record.ts';
import { type Break, readRecord } from '../record/read-record.ts';
import { nextStatement } from '../record/sign.ts';
import type { Store } from '../store/store.ts';

export interface KeepInput {
  /** The id of the release, or `environmentRecordId`. */
  readonly recordId: string;
  readonly entries: readonly RecordEntry[];
  /** Whether these are the last ones: the record is signed then. */
  readonly final?: boolean;
}

export interface Kept {
  /** How many entries were new, the statements among them. */
  readonly kept: number;
  /** Where the record was spoilt: it is not signed then. */
  readonly broken?: Break;
}

interface Dependencies {
  readonly store: Pick<Store, 'appendRecord' | 'readRecord'>;
  /** An Ed25519 private key, PEM; `undefined`: the record ends without a statement. */
  signingKey(): Promise<string | undefined>;
}

/** Keeps what happened in the store. May be repeated: an entry that is there stays as it is. */
export function createKeepRecord({ store, signingKey }: Dependencies) {
  return async function keepRecord({ recordId, entries, final }: KeepInput): Promise<Kept> {
    const kept = await store.appendRecord(recordId, entries);
    const pem = final ? await signingKey() : undefined;
    if (pem === undefined) return { kept };
    const signed = await signRecord(store, recordId, pem);
    return { ...signed, kept: kept + signed.kept };
  };
}

/** Adds the statements that are lacking, each directly behind what it is about. */
async function signRecord(
  store: Dependencies['store'],
  recordId: string,
  pem: string,
): Promise<Kept> {
  const key = createPrivateKey(pem);
  for (let kept = 0; ;) {
    const { entries, broken } = readRecord((await store.readRecord(recordId)) ?? new Uint8Array());
    // A signature would say that all of it is as it was written.
    if (broken) return { kept, broken };
    const statement = nextStatement({ recordId, entries }, key);
    if (!statement) return { kept };
    const after = entries.at(-1)?.hash ?? '';
    // None is kept if somebody else was faster: then it is about one entry more.
    kept += await store.appendRecord(recordId, [statement], { after });
  }
}
