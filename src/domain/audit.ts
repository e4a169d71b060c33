/** The record of a release: what remains of it in the store when Temporal has forgotten the run. */

/** What an entry tells. */
export type EntryKind =
  | 'started'
  | 'planned'
  | 'built'
  | 'tested'
  | 'promotion'
  | 'gate-opened'
  | 'reminded'
  | 'voted'
  | 'refused'
  | 'overridden'
  | 'switched'
  | 'superseded'
  | 'entered'
  | 'deployed'
  | 'verified'
  | 'watched'
  | 'failed'
  | 'guidance-requested'
  | 'guidance-answered'
  | 'rollback-requested'
  | 'rolled-back'
  | 'frozen'
  | 'unfrozen'
  | 'cancel-requested'
  | 'ended';

/** One thing that happened. Plain JSON. */
export interface AuditEntry {
  /** Unique within the record: an entry with an id that is there is not written again. */
  readonly id: string;
  readonly kind: EntryKind;
  /** In milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly by?: string;
  readonly why?: string;
  readonly environment?: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** Bytes with a signature over them and their type, as DSSE v1 has it. */
export interface Envelope {
  readonly payloadType: string;
  /** Base64. */
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

/** A signed statement about the entries before it. */
export interface AttestationEntry {
  readonly id: string;
  readonly kind: 'statement';
  /** When what it is about had ended, in milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly envelope: Envelope;
}

/** An entry in its place, with the hash of the one before: nothing can be changed unseen. */
export type ChainedEntry = (AuditEntry | AttestationEntry) & {
  /** From 1. */
  readonly seq: number;
  /** The hash of the entry before, or `NO_ENTRY`. */
  readonly prev: string;
  /** SHA-256 over the canonical JSON of everything else, `sha256:…`. */
  readonly hash: string;
};

/** What the first entry has before it. */
export const NO_ENTRY = `sha256:${'0'.repeat(64)}`;

/** The name of the record of an environment. A release's record has the id of the release. */
export function environmentAuditId(service: string, environment: string): string {
  return `environment.${service}.${environment}`;
}
