import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { ListQuery, ReleasePage } from '../api/engine.ts';
import type { Outcome, Phase, ReleaseRow } from '../domain/release.ts';
import {
  environmentKey,
  outcomeKey,
  phaseKey,
  serviceKey,
} from '../workflows/search-attributes.ts';
import { cursorOf, notOurs, tokenOf } from './cursor.ts';
import { isBadRequest } from './errors.ts';
import { first, toMs } from './payload.ts';
import type { ReleaseMemo } from './start-release.ts';

type Info = temporal.api.workflow.v1.IWorkflowExecutionInfo;

/** Lists releases, the newest first, from Temporal's visibility: no run is asked. */
export async function listReleases(
  client: Client,
  { service, phase, phases, prefix, running, cursor, limit }: ListQuery,
): Promise<ReleasePage> {
  const ask = client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    query: [
      'WorkflowType = "release"',
      ...(service === undefined ? [] : [`${serviceKey.name} = "${quoted(service)}"`]),
      ...(phase === undefined ? [] : [phaseFilter(phase)]),
      ...(phases === undefined ? [] : [`(${phases.map(phaseFilter).join(' OR ')})`]),
      ...(prefix === undefined ? [] : [`WorkflowId STARTS_WITH "${quoted(prefix)}"`]),
      ...(running === undefined ? [] : [`ExecutionStatus ${running ? '=' : '!='} "Running"`]),
    ].join(' AND '),
    pageSize: limit,
    ...(cursor !== undefined && { nextPageToken: tokenOf(cursor) }),
  });
  const page = await ask.catch((error: unknown) => {
    if (cursor === undefined || !isBadRequest(error)) throw error;
    throw notOurs(error);
  });
  const next = cursorOf(page.nextPageToken);
  return { releases: (page.executions ?? []).map(rowOf), ...(next !== undefined && { next }) };
}

/** A run that was terminated keeps its last phase, so the status decides. */
function phaseFilter(phase: Phase): string {
  return phase === 'done'
    ? 'ExecutionStatus != "Running"'
    : `${phaseKey.name} = "${quoted(phase)}" AND ExecutionStatus = "Running"`;
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
  const environment = attribute(environmentKey.name);
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
