import type { ChainedEntry } from '../domain/audit-log/entry.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { BEGINNING, hashOf, type Link } from './hash-chain.ts';

/** Where an audit log is not as it was written. */
export interface Break {
  /** From 1. */
  readonly line: number;
  /** One sentence for people. */
  readonly why: string;
}

/** The entries up to the first break, or all of them. */
export interface AuditLogContent {
  readonly entries: readonly ChainedEntry[];
  readonly broken?: Break;
}

/**
 * Reads JSON lines, and checks that each is exactly what was written: every byte, every number,
 * every hash. Never throws.
 */
export function readAuditLog(bytes: Uint8Array): AuditLogContent {
  const text = decoded(bytes);
  if (text === undefined) return { entries: [], broken: { line: 1, why: 'It is not UTF-8.' } };
  if (text === '') return { entries: [], broken: { line: 1, why: 'It is empty.' } };
  const lines = text.split('\n');
  const rest = lines.pop();
  const entries: ChainedEntry[] = [];
  const ids = new Set<string>();
  for (const line of lines) {
    const read = readLine(line, entries.at(-1) ?? BEGINNING);
    const why = typeof read === 'string' ? read : repeated(read, ids);
    if (typeof read === 'string' || why !== undefined)
      return { entries, broken: { line: entries.length + 1, why: why ?? '' } };
    ids.add(read.id);
    entries.push(read);
  }
  if (rest === '') return { entries };
  return { entries, broken: { line: lines.length + 1, why: 'It is cut off: no line feed.' } };
}

/** Strict: two texts of other bytes are never the same to it. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** @returns the entry, or what is wrong with it */
function readLine(line: string, before: Link): ChainedEntry | string {
  const entry = parsed(line);
  if (!entry) return 'It is no entry: it is cut off, or was changed.';
  if (hashOf({ ...entry }) !== entry.hash || canonicalJson(entry) !== line)
    return 'The entry was changed: its hash does not match.';
  const due = before.seq + 1;
  if (entry.seq > due) return `Entry ${due} is missing; found entry ${entry.seq}.`;
  if (entry.seq < due) return `Entry ${entry.seq} stands where entry ${due} belongs.`;
  if (entry.prev !== before.hash) return 'The entry does not link to the one before.';
  return entry;
}

function parsed(line: string): ChainedEntry | undefined {
  try {
    const entry = JSON.parse(line) as ChainedEntry | null;
    if (typeof entry !== 'object' || entry === null) return undefined;
    const { id, kind, seq, prev, hash } = entry;
    const texts = [id, kind, prev, hash].every((value) => typeof value === 'string');
    return texts && Number.isSafeInteger(seq) ? entry : undefined;
  } catch {
    return undefined;
  }
}

function repeated({ id, seq }: ChainedEntry, ids: ReadonlySet<string>): string | undefined {
  return ids.has(id) ? `Entry ${seq} says again what was said: its id stands above.` : undefined;
}
