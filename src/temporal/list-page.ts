import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { cursorOf, notOurs, tokenOf } from './cursor.ts';
import { isBadRequest } from './errors.ts';

/** A run as Temporal's visibility lists it. */
export type Info = temporal.api.workflow.v1.IWorkflowExecutionInfo;

/**
 * One page of the runs that a query of visibility finds, without a query to a run.
 *
 * @throws SlipwayError CURSOR_INVALID
 */
export async function listPage(
  client: Client,
  { query, cursor, limit }: { query: string; cursor: string | undefined; limit: number },
): Promise<{ runs: readonly Info[]; next?: string }> {
  const ask = client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    query,
    pageSize: limit,
    ...(cursor !== undefined && { nextPageToken: tokenOf(cursor) }),
  });
  const page = await ask.catch((error: unknown) => {
    if (cursor === undefined || !isBadRequest(error)) throw error;
    throw notOurs(error);
  });
  const next = cursorOf(page.nextPageToken);
  return { runs: page.executions ?? [], ...(next !== undefined && { next }) };
}
