import { createHash } from 'node:crypto';
import {
  type AttestationEntry,
  type AuditEntry,
  type ChainedEntry,
  NO_ENTRY,
} from '../domain/audit-log/entry.ts';
import { canonicalJson } from '../domain/canonical-json.ts';

/** The place of an entry: its number, and the hash that the next one must name. */
export type Link = Pick<ChainedEntry, 'seq' | 'hash'>;

/** The link before the first entry. */
export const BEGINNING: Link = { seq: 0, hash: NO_ENTRY };

/** Puts an entry behind another. */
export function chained(entry: AuditEntry | AttestationEntry, before: Link): ChainedEntry {
  const placed = { ...entry, seq: before.seq + 1, prev: before.hash };
  return { ...placed, hash: hashOf(placed) };
}

/** SHA-256 over the canonical JSON of everything but `hash`, `sha256:…`. */
export function hashOf(entry: Readonly<Record<string, unknown>>): string {
  const { hash: _, ...rest } = entry;
  return `sha256:${createHash('sha256').update(canonicalJson(rest)).digest('hex')}`;
}

/** One entry as its line, without the line feed. */
export function lineOf(entry: ChainedEntry): string {
  return canonicalJson(entry);
}
