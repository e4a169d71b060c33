/** An in-toto Statement v1: https://github.com/in-toto/attestation */
import type { ChainedEntry } from '../domain/audit-log/entry.ts';
import { builtOf, lastOf, toldOf } from './facts.ts';

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** Something that is known by its digest. */
export interface Described {
  readonly name?: string;
  readonly uri?: string;
  /** Such as `{ sha256: '…' }` or `{ gitCommit: '…' }`, in hexadecimal. */
  readonly digest: Readonly<Record<string, string>>;
}

export interface Attestation {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly Described[];
  readonly predicateType: string;
  readonly predicate: Readonly<Record<string, unknown>>;
}

/** An audit log up to the attestation about it. */
export interface Evidence {
  readonly auditLogId: string;
  /** Never empty. */
  readonly entries: readonly ChainedEntry[];
}

/** The audit log as an attestation names it: the hash of its last entry signs all of it. */
export interface AuditLogHead extends Described {
  readonly name: 'audit-log';
  readonly annotations: { readonly auditLog: string; readonly entries: number };
}

export function headOf({ auditLogId, entries }: Evidence): AuditLogHead {
  const digest = digestOf(entries.at(-1)?.hash ?? '');
  const annotations = { auditLog: auditLogId, entries: entries.length };
  return { name: 'audit-log', digest, annotations };
}

/** The subject: the artifact; before one was built the commit, and without a commit the log. */
export function subjectOf(evidence: Evidence): Described {
  const told = toldOf(evidence.entries);
  const artifact = builtOf(told)?.facts?.artifact?.digest;
  const started = lastOf(told, 'started')?.facts;
  const name = started?.service ?? evidence.auditLogId;
  if (artifact !== undefined) return { name, digest: digestOf(artifact) };
  const commit = started?.commit;
  if (commit !== undefined) return { name, digest: { gitCommit: commit } };
  return { name, digest: headOf(evidence).digest };
}

/** `sha256:…` as in-toto has it. */
function digestOf(digest: string): Record<string, string> {
  return { sha256: digest.replace(/^sha256:/, '') };
}
