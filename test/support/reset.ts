import { randomUUID } from 'node:crypto';
import type { Connection } from '@temporalio/client';
import type { Run } from './releasing.ts';

/** As `temporal workflow reset` does: what came after its first task is done once more. */
export async function resetToItsStart(
  { workflowService }: Connection,
  run: Pick<Run, 'workflowId' | 'fetchHistory' | 'client'>,
): Promise<void> {
  const { events } = await run.fetchHistory();
  const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
  await workflowService.resetWorkflowExecution({
    namespace: run.client.options.namespace,
    workflowExecution: { workflowId: run.workflowId },
    workflowTaskFinishEventId: first?.eventId ?? null,
    requestId: randomUUID(),
    reason: 'test',
  });
}
