import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
} from '@temporalio/client';
import type { Outboxes, Wake } from '../activities/wake-outbox.ts';
import { emptyOutbox, type OutboxState } from '../domain/notify/outbox.ts';
import { newEventsSignal, type OutboxWorkflow } from '../workflows/shared/messages.ts';
import { serviceKey, failedNotificationsKey } from '../workflows/shared/search-attributes.ts';
import { TASK_QUEUES } from '../workflows/shared/task-queues.ts';

export const OUTBOX_PREFIX = 'outbox/';

/** The id of the outbox of a release. */
export function outboxId(releaseId: string): string {
  return `${OUTBOX_PREFIX}${releaseId}`;
}

/** The query that finds outboxes with failed notifications. */
export function failedNotificationsQuery(): string {
  return `WorkflowType = "outbox" AND ExecutionStatus = "Running" AND ${failedNotificationsKey.name} = "yes"`;
}

/** The outboxes as a worker reaches them. */
export function createOutboxes(client: Client): Outboxes {
  return {
    async wake(news) {
      try {
        await signalWithStart(client, news);
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        const before = await endOf(client, news.releaseId);
        // It has handled all of this run; another outbox would send the notifications again.
        if (before.runId === news.runId) return;
        await signalWithStart(client, news, before);
      }
    },
  };
}

type Read = Pick<OutboxState, 'runId' | 'after'>;

/** @param before how far an earlier outbox has read, which has ended */
async function signalWithStart(
  client: Client,
  { releaseId, service, length }: Wake,
  before?: Read,
): Promise<void> {
  await client.workflow.signalWithStart<OutboxWorkflow, [{ length: number }]>('outbox', {
    workflowId: outboxId(releaseId),
    taskQueue: TASK_QUEUES.releases,
    args: [emptyOutbox(releaseId, service, before)] as [OutboxState],
    signal: newEventsSignal,
    signalArgs: [{ length }],
    workflowIdReusePolicy: before ? 'ALLOW_DUPLICATE' : 'REJECT_DUPLICATE',
    staticSummary: `Keeps the audit log of ${releaseId} and sends its notifications`,
    typedSearchAttributes: [{ key: serviceKey, value: service }],
  });
}

/** How far an ended outbox has read; nothing if it did not end by itself. */
async function endOf(client: Client, releaseId: string): Promise<Read> {
  try {
    return await client.workflow.result<OutboxWorkflow>(outboxId(releaseId));
  } catch (error) {
    if (error instanceof WorkflowFailedError) return { after: 0 };
    throw error;
  }
}
