import type { Client } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { NotificationsPage, WatchedOutbox } from '../api/engine.ts';
import { codeOfType } from '../domain/errors.ts';
import type { Attempts, FailedNotificationRow } from '../domain/notify/outbox.ts';
import {
  notificationsQuery,
  type OutboxWorkflow,
  resendUpdate,
} from '../workflows/shared/messages.ts';
import { serviceKey } from '../workflows/shared/search-attributes.ts';
import { ANSWER_WITHIN_MS } from './deadline.ts';
import { isMissing } from './errors.ts';
import { type Info, listPage } from './list-page.ts';
import { OUTBOX_PREFIX, outboxId, failedNotificationsQuery } from './outboxes.ts';
import { first, toMs } from './payload.ts';
import { retryUntilHandled } from './retry-until-handled.ts';

type Pending = temporal.api.workflow.v1.IPendingActivityInfo;

/** Reads outboxes, and resends from them. Every call throws Temporal's own errors. */
export function createOutboxReader(client: Client) {
  const handleOf = (releaseId: string) =>
    client.workflow.getHandle<OutboxWorkflow>(outboxId(releaseId));
  const inTime = <T>(call: () => Promise<T>) =>
    client.withDeadline(Date.now() + ANSWER_WITHIN_MS, call);
  return {
    /** @returns `undefined` if the release has no outbox */
    async of(releaseId: string): Promise<WatchedOutbox | undefined> {
      try {
        const run = handleOf(releaseId);
        const [state, { raw }] = await inTime(() =>
          Promise.all([run.query(notificationsQuery), run.describe()]),
        );
        const tried = (raw.pendingActivities ?? []).filter(({ lastFailure }) => lastFailure);
        const attempts = tried.map((pending) => [pending.activityId ?? '', attemptsOf(pending)]);
        return { ...state, attempts: Object.fromEntries(attempts) };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    /** @returns whether there was such a failed notification */
    async resend(releaseId: string, notification: string): Promise<boolean> {
      try {
        const args: [{ notification: string }] = [{ notification }];
        const run = handleOf(releaseId);
        return await inTime(() =>
          retryUntilHandled(() => run.executeUpdate(resendUpdate, { args })),
        );
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    },
    /** Lists the failed notifications of all releases, from Temporal's visibility, without a query to a run. */
    async failed({
      cursor,
      limit,
    }: {
      cursor?: string;
      limit: number;
    }): Promise<NotificationsPage> {
      const query = failedNotificationsQuery();
      const { runs, ...next } = await listPage(client, { query, cursor, limit });
      return { outboxes: runs.map(rowOf), ...next };
    },
  };
}

function attemptsOf({ attempt, lastFailure, nextAttemptScheduleTime: next }: Pending): Attempts {
  const code = codeOfType(lastFailure?.applicationFailureInfo?.type);
  return {
    count: (attempt ?? 1) - 1,
    ...(code !== 'INTERNAL' && { problem: { code, message: lastFailure?.message ?? '' } }),
    ...(next && { nextAtMs: toMs(next) }),
  };
}

function rowOf({ execution, memo, searchAttributes }: Info): NotificationsPage['outboxes'][number] {
  const service = searchAttributes?.indexedFields?.[serviceKey.name];
  const failed = memo?.fields?.['failed'];
  return {
    releaseId: (execution?.workflowId ?? '').slice(OUTBOX_PREFIX.length),
    service: (service && first<string>({ payloads: [service] })) ?? '',
    failed: (failed && first<FailedNotificationRow[]>({ payloads: [failed] })) ?? [],
  };
}
