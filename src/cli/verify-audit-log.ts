import type { KeyObject } from 'node:crypto';
import { type ChainedEntry, LATE_KINDS } from '../domain/audit-log/entry.ts';
import { APPROVAL } from '../audit/approval-attestation.ts';
import type { Attestation, AuditLogHead, Described } from '../audit/attestation.ts';
import { type AuditLogContent, type Break, readAuditLog } from '../audit/read-audit-log.ts';
import { attestationIn } from '../audit/sign.ts';

/** The result of a verification. */
export type AuditVerdict =
  | ({ readonly kind: 'broken' } & Break)
  /** Unbroken but open or unsigned: anyone who can write the file could have made it up. */
  | { readonly kind: 'open' | 'unsigned'; readonly entries: number }
  | {
      readonly kind: 'signed';
      readonly entries: number;
      /** The id of the release. */
      readonly release: string;
      readonly outcome: string;
      readonly subject: Described;
      /** Attempts that were refused after the end: in the chain, but under no signature. */
      readonly later: number;
    };

/**
 * Verifies an audit log without the server: each line, the chain, and the signatures.
 *
 * @param bytes JSON lines, as the API gives them
 * @param key Ed25519, public: the key of the signatures
 */
export function verifyAuditLog(bytes: Uint8Array, key: KeyObject): AuditVerdict {
  const read = readAuditLog(bytes);
  const { entries } = read;
  let approval: Attestation | undefined;
  let approvedAt = 0;
  for (const [i, entry] of entries.entries()) {
    if (entry.kind !== 'attestation') continue;
    const found = checkStatement(entry, entries.slice(0, i), key);
    if (typeof found === 'string') return { kind: 'broken', line: i + 1, why: found };
    if (found.predicateType !== APPROVAL) continue;
    approval = found;
    approvedAt = i + 1;
  }
  if (read.broken) return { kind: 'broken', ...read.broken };
  const later = entries.slice(approvedAt);
  if (approval && later.every(({ kind }) => LATE_KINDS.has(kind)))
    return { kind: 'signed', ...wordsOf(approval, entries.length), later: later.length };
  return { kind: hasEnded(read) ? 'unsigned' : 'open', entries: entries.length };
}

/** @returns the attestation, or its problem */
function checkStatement(
  entry: Extract<ChainedEntry, { kind: 'attestation' }>,
  before: readonly ChainedEntry[],
  key: KeyObject,
): Attestation | string {
  const statement = attestationIn(entry.envelope, key);
  if (!statement) return 'Signed with another key.';
  const head = headIn(statement);
  const names = head?.digest?.['sha256'];
  if (names === undefined || `sha256:${names}` !== before.at(-1)?.hash)
    return 'The attestation belongs to another audit log.';
  return statement;
}

/** The audit log that an attestation names. */
function headIn({ predicate }: Attestation): AuditLogHead | undefined {
  const { auditLog, runDetails } = predicate as {
    auditLog?: AuditLogHead;
    runDetails?: { byproducts?: readonly AuditLogHead[] };
  };
  return auditLog ?? runDetails?.byproducts?.find(({ name }) => name === 'audit-log');
}

function wordsOf({ predicate, subject }: Attestation, entries: number) {
  const { release, outcome } = predicate;
  return {
    entries,
    release: String(release),
    outcome: String(outcome),
    subject: subject[0] ?? { digest: {} },
  };
}

/** Whether nothing but what the API adds comes after the end. */
function hasEnded({ entries }: AuditLogContent): boolean {
  const last = entries.findLast(({ kind }) => kind !== 'attestation' && !LATE_KINDS.has(kind));
  return last?.kind === 'ended';
}
