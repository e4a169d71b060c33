import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { Environments } from '../activities/environment.ts';
import { emptyEnvironment, type EnvironmentState } from '../domain/environment/environment.ts';
import {
  requestLockUpdate,
  type EnvironmentWorkflow,
  unlockSignal,
  type ReleaseWorkflow,
  rolledBackSignal,
} from '../workflows/shared/messages.ts';
import { environmentKey, serviceKey } from '../workflows/shared/search-attributes.ts';
import { TASK_QUEUES } from '../workflows/shared/task-queues.ts';
import { environmentId } from './environment-id.ts';
import { isMissing } from './errors.ts';
import { readEnvironment } from './read-environment.ts';
import { recheckWaiting } from './recheck-waiting.ts';
import { retryUntilHandled } from './retry-until-handled.ts';

/** How long a worker waits for the response of an environment, whose own worker may be away. */
const ASK_MS = 3_000;

/** The environments as a worker reaches them. */
export function createEnvironments(client: Client): Environments {
  const inTime = <T>(ask: () => Promise<T>) => client.withDeadline(Date.now() + ASK_MS, ask);

  return {
    enter: (service, environment, ticket) =>
      inTime(() =>
        updateEnvironment(client, { service, environment }, requestLockUpdate, [ticket]),
      ),
    async leave(service, environment, left) {
      // The live release must be known, also if somebody ended the workflow of the environment.
      await client.workflow.signalWithStart<EnvironmentWorkflow, [typeof left]>('environment', {
        ...startOptions(service, environment),
        signal: unlockSignal,
        signalArgs: [left],
      });
      if (!left.live) return;
      const { releaseId, rolledBack } = left.live;
      if (rolledBack !== undefined)
        await tellRolledBack(client, rolledBack, { environment, to: releaseId });
      await recheckWaiting(client, { service, environment, by: left.runId }, 'live');
    },
    state: (service, environment) => readEnvironment(client, { service, environment }, ASK_MS),
    recheckWaiting: (service, environment) =>
      recheckWaiting(client, { service, environment }, 'live'),
    async isRunning({ releaseId, rollbackId, runId }) {
      try {
        const run = client.workflow.getHandle(rollbackId ?? releaseId, runId);
        const { status } = await run.describe();
        return status.name === 'RUNNING';
      } catch (error) {
        if (isMissing(error)) return false;
        throw error;
      }
    },
  };
}

/** A rolled-back release that waits in another environment is promoted no further (E11). */
async function tellRolledBack(
  client: Client,
  releaseId: string,
  where: { readonly environment: string; readonly to: string },
): Promise<void> {
  try {
    await client.workflow.getHandle<ReleaseWorkflow>(releaseId).signal(rolledBackSignal, where);
  } catch (error) {
    // It has ended meanwhile.
    if (!isMissing(error)) throw error;
  }
}

/** Sends an update to an environment, and starts its workflow if there is none. */
export async function updateEnvironment<T, A extends [unknown]>(
  client: Client,
  { service, environment }: { service: string; environment: string },
  update: UpdateDefinition<T, A>,
  args: A,
): Promise<T> {
  const start = startOptions(service, environment);
  return retryUntilHandled(() => {
    const startWorkflowOperation = new WithStartWorkflowOperation<EnvironmentWorkflow>(
      'environment',
      { ...start, workflowIdConflictPolicy: 'USE_EXISTING' },
    );
    return client.workflow.executeUpdateWithStart(update, { args, startWorkflowOperation });
  });
}

/** How the workflow of an environment is started, by its first message. */
export function startOptions(service: string, environment: string) {
  return {
    workflowId: environmentId(service, environment),
    taskQueue: TASK_QUEUES.environments,
    args: [emptyEnvironment(service, environment)] as [EnvironmentState],
    staticSummary: `${service} in ${environment}: live release, lock and queue`,
    typedSearchAttributes: [
      { key: serviceKey, value: service },
      { key: environmentKey, value: environment },
    ],
  };
}
