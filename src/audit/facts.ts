/** Reads what entries tell. Facts are plain JSON of other versions: what does not fit is left out. */
import type { AuditEntry, ChainedEntry, EntryKind } from '../domain/audit.ts';

/** An entry in its place that is no statement. */
export type Told = Extract<ChainedEntry, AuditEntry>;

export function toldOf(entries: readonly ChainedEntry[]): Told[] {
  return entries.flatMap((entry) => (entry.kind === 'statement' ? [] : [entry]));
}

/** The last one of a kind: a run that was reset tells once more. */
export function lastOf(entries: readonly Told[], kind: EntryKind): Told | undefined {
  return entries.findLast((entry) => entry.kind === kind);
}

export function textOf(entry: Told | undefined, name: string): string | undefined {
  const value = entry?.facts?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** RFC 3339, as both in-toto and SLSA write instants. */
export function instantOf(atMs: number): string {
  return new Date(atMs).toISOString();
}
