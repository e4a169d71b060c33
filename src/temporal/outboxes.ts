import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Outboxes } from '../activities/wake-outbox.ts';
import { emptyOutbox, type OutboxState } from '../domain/notify/outbox.ts';
import { newEventsSignal, type OutboxWorkflow } from '../workflows/shared/messages.ts';
import { serviceKey, failedNotificationsKey } from '../workflows/shared/search-attributes.ts';
import { TASK_QUEUES } from '../workflows/shared/task-queues.ts';

export const OUTBOX_PREFIX = 'outbox/';

/** The id of the workflow that tells others of a release. */
export function outboxId(releaseId: string): string {
  return `${OUTBOX_PREFIX}${releaseId}`;
}

/** Finds the outboxes with something that was given up. */
export function failedNotificationsQuery(): string {
  return `WorkflowType = "outbox" AND ExecutionStatus = "Running" AND ${failedNotificationsKey.name} = "yes"`;
}

/** The outboxes as a worker reaches them. */
export function createOutboxes(client: Client): Outboxes {
  return {
    async wake({ releaseId, service, length }) {
      try {
        await client.workflow.signalWithStart<OutboxWorkflow, [{ length: number }]>('outbox', {
          workflowId: outboxId(releaseId),
          taskQueue: TASK_QUEUES.releases,
          args: [emptyOutbox(releaseId, service)] as [OutboxState],
          signal: newEventsSignal,
          signalArgs: [{ length }],
          // One that has ended has told all; another would tell it again.
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
          staticSummary: `Sends the notifications of ${releaseId}`,
          typedSearchAttributes: [{ key: serviceKey, value: service }],
        });
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },
  };
}
