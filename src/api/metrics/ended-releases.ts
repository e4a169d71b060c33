/** Measures ended releases by their audit logs. */
import { type AuditEntry, environmentAuditId } from '../../domain/audit-log/entry.ts';
import { SlipwayError } from '../../domain/errors.ts';
import {
  measuredFromAuditLog,
  measuredFromEnd,
  rolledBackFrom,
} from '../../domain/measure/from-audit-log.ts';
import { measureRelease } from '../../domain/measure/measure-release.ts';
import type { MeasuredRelease, RolledBackRef } from '../../domain/measure/measured-release.ts';
import type { Store } from '../../store/store.ts';
import type { Engine } from '../engine.ts';

/** Sources of measurements. */
export interface MeasurementSources {
  readonly engine: Pick<Engine, 'list' | 'history'>;
  readonly store: Pick<Store, 'listAuditLogs' | 'newestEntry' | 'readAuditLog'>;
}

export interface EndedReleases {
  /** Measures an ended release; `undefined` if it left no audit log and no history. */
  of(id: string): Promise<MeasuredRelease | undefined>;
  /** Forgets a release that runs again. */
  forget(id: string): void;
}

/** An ended release does not change, so each audit log is read once by this process. */
export function createEndedReleases(sources: MeasurementSources): EndedReleases {
  const { engine, store } = sources;
  const known = new Map<string, Promise<MeasuredRelease | undefined>>();

  async function read(id: string): Promise<MeasuredRelease | undefined> {
    const ended = await store.newestEntry(id, 'ended');
    const recorded = ended && measuredFromEnd(ended);
    if (recorded) return recorded;
    // The audit log of a terminated run has no end.
    const byHistory = ended ? undefined : await measuredFromHistory(engine, id);
    if (!byHistory) return measuredFromAuditLog(id, await entriesOf(store, id));
    // It started after the running releases were listed.
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

/** Measures a release by its history; `undefined` if Temporal no longer has it. */
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

/** Rollbacks of an environment. Its audit log never ends, and is read each time. */
export async function rolledBackIn(
  store: Pick<Store, 'readAuditLog'>,
  service: string,
  environment: string,
): Promise<RolledBackRef[]> {
  return rolledBackFrom(await entriesOf(store, environmentAuditId(service, environment)));
}

/** Skips lines that are not valid JSON. */
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
