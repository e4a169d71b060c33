/** Reads what entries say. They may be of other versions, so no fact is taken for granted. */
import type { AuditEntry, ChainedEntry, EntryKind } from '../domain/audit-log/entry.ts';

/** An entry in its place that is no attestation. */
export type Told<Kind extends EntryKind = EntryKind> = AuditEntry<Kind> &
  Pick<ChainedEntry, 'seq' | 'prev' | 'hash'>;

export function toldOf(entries: readonly ChainedEntry[]): Told[] {
  return entries.flatMap((entry) => (entry.kind === 'attestation' ? [] : [entry as Told]));
}

export function ofKind<Kind extends EntryKind>(
  entries: readonly Told[],
  kind: Kind,
): readonly Told<Kind>[] {
  return entries.filter((entry) => entry.kind === kind) as unknown as readonly Told<Kind>[];
}

/** The last one of a kind: a run that was reset tells once more. */
export function lastOf<Kind extends EntryKind>(
  entries: readonly Told[],
  kind: Kind,
): Told<Kind> | undefined {
  return ofKind(entries, kind).at(-1);
}

/** The step that built the artifact. */
export function builtOf(entries: readonly Told[]): Told<'step-ended'> | undefined {
  return ofKind(entries, 'step-ended').findLast(({ facts }) => facts?.artifact !== undefined);
}

/** RFC 3339, as both in-toto and SLSA write instants. */
export function instantOf(atMs: number): string {
  return new Date(atMs).toISOString();
}
