import type { Client } from '@temporalio/client';
import type { ListQuery, ReleasePage } from '../api/engine.ts';
import { namedEnvironment } from '../domain/environment/environment.ts';
import type { Outcome, Phase, ReleaseRow } from '../domain/release/release.ts';
import {
  environmentKey,
  outcomeKey,
  phaseKey,
  serviceKey,
} from '../workflows/shared/search-attributes.ts';
import { type Info, listPage } from './list-page.ts';
import { first, toMs } from './payload.ts';
import type { ReleaseMemo } from './start-release.ts';

/** Lists releases, the newest first, from Temporal's visibility, without a query to a run. */
export async function listReleases(
  client: Client,
  { service, phase, phases, prefix, running, cursor, limit }: ListQuery,
): Promise<ReleasePage> {
  const query = [
    'WorkflowType = "release"',
    ...(service === undefined ? [] : [`${serviceKey.name} = "${quoted(service)}"`]),
    ...(phase === undefined ? [] : [phaseFilter(phase)]),
    ...(phases === undefined ? [] : [runningIn(phases)]),
    ...(prefix === undefined ? [] : [`WorkflowId STARTS_WITH "${quoted(prefix)}"`]),
    ...(running === undefined ? [] : [`ExecutionStatus ${running ? '=' : '!='} "Running"`]),
  ].join(' AND ');
  const { runs, ...next } = await listPage(client, { query, cursor, limit });
  return { releases: runs.map(rowOf), ...next };
}

/** A run that was terminated keeps its last phase, so the status decides. */
function phaseFilter(phase: Phase): string {
  return phase === 'done'
    ? 'ExecutionStatus != "Running"'
    : `${phaseKey.name} = "${quoted(phase)}" AND ExecutionStatus = "Running"`;
}

/** The status alone lets a database find few among many. */
function runningIn(phases: readonly Phase[]): string {
  const names = phases.map((phase) => `"${quoted(phase)}"`).join(', ');
  return `ExecutionStatus = "Running" AND ${phaseKey.name} IN (${names})`;
}

function quoted(text: string): string {
  return text.replace(/["\\]/g, '\\$&');
}

function rowOf({ execution, startTime, closeTime, memo, searchAttributes }: Info): ReleaseRow {
  const known = first<ReleaseMemo>({ payloads: [memo?.fields?.['release'] ?? {}] });
  const attribute = (name: string) => {
    const payload = searchAttributes?.indexedFields?.[name];
    return payload && first<string>({ payloads: [payload] });
  };
  const environment = namedEnvironment(attribute(environmentKey.name));
  const outcome = attribute(outcomeKey.name) as Outcome | undefined;
  return {
    id: execution?.workflowId ?? '',
    ...(known as ReleaseMemo),
    startedAtMs: toMs(startTime),
    phase: closeTime ? 'done' : ((attribute(phaseKey.name) ?? 'planning') as Phase),
    ...(environment !== undefined && !closeTime && { environment }),
    ...(closeTime && { endedAtMs: toMs(closeTime), outcome: outcome ?? 'cancelled' }),
  };
}
