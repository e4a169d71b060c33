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
    async wake(news) {
      try {
        await signalWithStart(client, news);
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        const before = await endOf(client, news.releaseId);
        // It has told everything about this run; another outbox would tell it again.
        if (before.runId === news.runId) return;
        await signalWithStart(client, news, before);
      }
    },
  };
}

type Read = Pick<OutboxState, 'runId' | 'after'>;

/** @param before what the outbox has read that has ended, if there was one */
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

/** What the outbox of a release has read that has ended; nothing where it did not end by itself. */
async function endOf(client: Client, releaseId: string): Promise<Read> {
  try {
    return await client.workflow.result<OutboxWorkflow>(outboxId(releaseId));
  } catch (error) {
    if (error instanceof WorkflowFailedError) return { after: 0 };
    throw error;
  }
}
