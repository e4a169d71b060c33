import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { SlipwayError } from '../domain/errors.ts';

/**
 * Requests the cancellation of a release; the history keeps the user and the reason.
 *
 * @throws SlipwayError RELEASE_ENDED; Temporal's own error if there is no such run
 */
export async function cancelRelease(
  client: Client,
  workflowId: string,
  { by, reason }: { by: string; reason?: string },
): Promise<void> {
  const { status } = await client.workflow.getHandle(workflowId).describe();
  if (status.name !== 'RUNNING')
    throw new SlipwayError('RELEASE_ENDED', `Release ${workflowId} has ended.`);
  await client.workflowService.requestCancelWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId },
    identity: by,
    requestId: randomUUID(),
    ...(reason !== undefined && { reason }),
  });
}
