import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Freeze } from '../domain/environment/freeze.ts';
import type { RollbackInput, RollbackResult } from '../domain/environment/rollback.ts';
import {
  type EnvironmentWorkflow,
  freezeUpdate,
  unfreezeUpdate,
} from '../workflows/shared/messages.ts';
import { environmentKey, serviceKey } from '../workflows/shared/search-attributes.ts';
import { TASK_QUEUES } from '../workflows/shared/task-queues.ts';
import { ANSWER_WITHIN_MS } from './deadline.ts';
import { environmentId } from './environment-id.ts';
import { updateEnvironment } from './environments.ts';
import { isMissing } from './errors.ts';
import { retryUntilHandled } from './retry-until-handled.ts';

/** The actions of users on an environment. */
export interface EnvironmentActions {
  freeze(service: string, environment: string, order: Pick<Freeze, 'by' | 'reason'>): Promise<void>;
  /** An environment without a workflow has no freezes. */
  unfreeze(service: string, environment: string, order: { by: string }): Promise<void>;
  /** @returns the id of the workflow */
  rollBack(order: RollbackInput): Promise<string>;
}

type Rollback = (order: RollbackInput) => Promise<RollbackResult>;

/** Every call throws Temporal's own errors. */
export function createEnvironmentActions(client: Client): EnvironmentActions {
  const inTime = <T>(call: () => Promise<T>) =>
    client.withDeadline(Date.now() + ANSWER_WITHIN_MS, call);
  return {
    async freeze(service, environment, order) {
      // It may be frozen before the first release.
      const place = { service, environment };
      await inTime(() => updateEnvironment(client, place, freezeUpdate, [order]));
    },
    async unfreeze(service, environment, order) {
      const run = client.workflow.getHandle<EnvironmentWorkflow>(
        environmentId(service, environment),
      );
      try {
        await inTime(() =>
          retryUntilHandled(() => run.executeUpdate(unfreezeUpdate, { args: [order] })),
        );
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
    async rollBack(order) {
      const { service, environment, from, to } = order;
      const workflowId = `rollback/${service}/${environment}/${randomUUID()}`;
      await client.workflow.start<Rollback>('rollback', {
        workflowId,
        taskQueue: TASK_QUEUES.releases,
        args: [order],
        staticSummary: `Rolls ${environment} back from ${from}${to === undefined ? '' : ` to ${to}`}`,
        typedSearchAttributes: [
          { key: serviceKey, value: service },
          { key: environmentKey, value: environment },
        ],
      });
      return workflowId;
    },
  };
}
