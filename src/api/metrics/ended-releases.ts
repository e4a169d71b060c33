/** The journeys of releases that have ended, by their records. */
import { type AuditEntry, environmentAuditId } from '../../domain/audit.ts';
import { SlipwayError } from '../../domain/errors.ts';
import {
  measuredFromAuditLog,
  measuredFromEnd,
  type MeasuredRelease,
  measureRelease,
  rolledBackFrom,
  type RolledBackRef,
} from '../../domain/measure/measured-release.ts';
import type { Store } from '../../store/store.ts';
import type { Engine } from '../engine.ts';

/** Where facts of releases come from. */
export interface MeasurementSources {
  readonly engine: Pick<Engine, 'list' | 'history'>;
  readonly store: Pick<Store, 'listAuditLogs' | 'newestEntry' | 'readAuditLog'>;
}

export interface EndedReleases {
  /** Of a release that does not run; `undefined` if nothing is kept of it. */
  of(id: string): Promise<MeasuredRelease | undefined>;
  /** Has a release read anew, because it runs again. */
  forget(id: string): void;
}

/** What has ended does not change: each record is read once in the life of this process. */
export function createEndedReleases(sources: MeasurementSources): EndedReleases {
  const { engine, store } = sources;
  const known = new Map<string, Promise<MeasuredRelease | undefined>>();

  async function read(id: string): Promise<MeasuredRelease | undefined> {
    const ended = await store.newestEntry(id, 'ended');
    const recorded = ended && measuredFromEnd(ended);
    if (recorded) return recorded;
    // Of a run that was terminated the record has no end.
    const byHistory = ended ? undefined : await measuredFromHistory(engine, id);
    if (!byHistory) return measuredFromAuditLog(id, await entriesOf(store, id));
    // It was started after it was asked what runs.
    if (byHistory.outcome === undefined) known.delete(id);
    return byHistory;
  }

  return {
    of(id) {
      const before = known.get(id);
      if (before) return before;
      const reading = read(id);
      known.set(id, reading);
      reading.catch(() => known.delete(id));
      return reading;
    },
    forget: (id) => void known.delete(id),
  };
}

/** What the history tells; `undefined` if Temporal has forgotten it. */
export async function measuredFromHistory(
  engine: Pick<Engine, 'history'>,
  id: string,
): Promise<MeasuredRelease | undefined> {
  try {
    return measureRelease(await engine.history(id));
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'RELEASE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** What was taken back from an environment. Its record never ends, and is read each time. */
export async function rolledBackIn(
  store: Pick<Store, 'readAuditLog'>,
  service: string,
  environment: string,
): Promise<RolledBackRef[]> {
  return rolledBackFrom(await entriesOf(store, environmentAuditId(service, environment)));
}

/** A line that somebody spoilt tells nothing. */
async function entriesOf(
  store: Pick<Store, 'readAuditLog'>,
  auditLogId: string,
): Promise<AuditEntry[]> {
  const lines = new TextDecoder().decode(await store.readAuditLog(auditLogId)).split('\n');
  return lines.flatMap((line) => {
    try {
      return JSON.parse(line) as AuditEntry;
    } catch {
      return [];
    }
  });
}
