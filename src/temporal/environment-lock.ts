import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import type { UpdateDefinition } from '@temporalio/common';
import type { Environments } from '../activities/environment.ts';
import { emptyEnvironment, type EnvironmentState } from '../domain/environment.ts';
import {
  enterUpdate,
  environmentQuery,
  type EnvironmentWorkflow,
  leaveSignal,
} from '../workflows/messages.ts';
import { environmentKey, serviceKey } from '../workflows/search-attributes.ts';
import { isMissing } from './errors.ts';
import { TASK_QUEUE } from './task-queue.ts';
import { tellWaiting } from './tell-waiting.ts';
import { untilHeard } from './until-heard.ts';

/** The id of the workflow that keeps an environment. */
export function environmentId(service: string, environment: string): string {
  return `environment/${service}/${environment}`;
}

/** The environments as a worker reaches them. */
export function createEnvironments(client: Client): Environments {
  const handleOf = (service: string, environment: string) =>
    client.workflow.getHandle<EnvironmentWorkflow>(environmentId(service, environment));

  async function stateOf(service: string, environment: string) {
    try {
      return await handleOf(service, environment).query(environmentQuery);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  return {
    async enter(service, environment, ticket) {
      return updateEnvironment(client, { service, environment }, enterUpdate, [ticket]);
    },
    async leave(service, environment, left) {
      // What is live must be known, also where somebody ended the environment's workflow.
      await client.workflow.signalWithStart<EnvironmentWorkflow, [typeof left]>('environment', {
        ...startOptions(service, environment),
        signal: leaveSignal,
        signalArgs: [left],
      });
      // Those behind it wait for somebody else by now.
      const place = { service, environment, by: left.runId };
      await tellWaiting(client, place, left.live ? 'live' : 'queue');
    },
    state: stateOf,
    tellWaiting: (service, environment) => tellWaiting(client, { service, environment }, 'live'),
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

/** Sends an update to an environment, whose workflow is started for it where there is none. */
export async function updateEnvironment<T, A extends [unknown]>(
  client: Client,
  { service, environment }: { service: string; environment: string },
  update: UpdateDefinition<T, A>,
  args: A,
): Promise<T> {
  const start = startOptions(service, environment);
  return untilHeard(() => {
    const startWorkflowOperation = new WithStartWorkflowOperation<EnvironmentWorkflow>(
      'environment',
      { ...start, workflowIdConflictPolicy: 'USE_EXISTING' },
    );
    return client.workflow.executeUpdateWithStart(update, { args, startWorkflowOperation });
  });
}

/** How the workflow that keeps an environment is started, by whoever needs it first. */
export function startOptions(service: string, environment: string) {
  return {
    workflowId: environmentId(service, environment),
    taskQueue: TASK_QUEUE,
    args: [emptyEnvironment(service, environment)] as [EnvironmentState],
    staticSummary: `Who deploys to ${environment} of ${service}, and what is live there`,
    typedSearchAttributes: [
      { key: serviceKey, value: service },
      { key: environmentKey, value: environment },
    ],
  };
}
