/** Measures releases: ended ones by their audit logs, running ones by their histories. */
import type { MeasuredRelease, RolledBackRef } from '../../domain/measure/measured-release.ts';
import { serviceOf } from '../../domain/release/release-id.ts';
import { type ReleaseRow, WAITING_PHASES } from '../../domain/release/release.ts';
import {
  createEndedReleases,
  measuredFromHistory,
  type MeasurementSources,
  rolledBackIn,
} from './ended-releases.ts';

/** A service with the requested environments. */
export interface MeasuredPlace {
  readonly service: string;
  readonly environments: readonly string[];
}

export interface Facts {
  readonly measuredReleases: readonly MeasuredRelease[];
  readonly rolledBack: readonly RolledBackRef[];
}

/** Audit logs or histories read at once. */
const AT_ONCE = 64;
const PAGE = 1_000;

/** Returns a function that measures services and rereads only releases that may have changed. */
export function createMeasuredReleases(sources: MeasurementSources) {
  const { engine, store } = sources;
  const ended = createEndedReleases(sources);
  const running = createRunningReleases(engine);
  return async function measuredReleases(places: readonly MeasuredPlace[]): Promise<Facts> {
    const services = new Set(places.map(({ service }) => service));
    const [rows, auditLogs] = await Promise.all([runningReleases(engine), store.listAuditLogs()]);
    running.keep(rows);
    const ids = new Set([...rows.keys(), ...auditLogs]);
    const asked = [...ids].filter((id) => services.has(serviceOf(id) ?? ''));
    const found = await atOnce(asked, async (id) => {
      const row = rows.get(id);
      if (!row) return ended.of(id);
      // A reset run runs again, although its audit log has an end.
      ended.forget(id);
      return running.of(row);
    });
    const back = places.flatMap(({ service, environments }) =>
      environments.map((environment) => rolledBackIn(store, service, environment)),
    );
    const rolledBack = (await Promise.all(back)).flat();
    return { measuredReleases: found.filter((one) => one !== undefined), rolledBack };
  };
}

/** A waiting release is read once, because it deploys nothing while it waits. */
function createRunningReleases(engine: MeasurementSources['engine']) {
  const waiting = new Map<string, { readonly where: string; readonly measured: MeasuredRelease }>();
  return {
    async of({
      id,
      phase,
      environment: where = '',
    }: ReleaseRow): Promise<MeasuredRelease | undefined> {
      const isWaiting = WAITING_PHASES.includes(phase);
      const known = waiting.get(id);
      if (isWaiting && known?.where === where) return known.measured;
      const measured = await measuredFromHistory(engine, id);
      waiting.delete(id);
      if (isWaiting && measured) waiting.set(id, { where, measured: measured });
      return measured;
    },
    /** Forgets all other releases. */
    keep(rows: ReadonlyMap<string, ReleaseRow>): void {
      for (const id of waiting.keys()) if (!rows.has(id)) waiting.delete(id);
    },
  };
}

async function runningReleases(engine: MeasurementSources['engine']) {
  const rows = new Map<string, ReleaseRow>();
  for (let cursor: string | undefined; ;) {
    const query = { running: true, limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const page = await engine.list(query);
    for (const row of page.releases) rows.set(row.id, row);
    if (page.next === undefined) return rows;
    cursor = page.next;
  }
}

async function atOnce<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let i = 0; i < all.length; i += AT_ONCE)
    done.push(...(await Promise.all(all.slice(i, i + AT_ONCE).map(work))));
  return done;
}
