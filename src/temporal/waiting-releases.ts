import type { Client } from '@temporalio/client';
import type { WaitingReleases } from '../activities/supersede-older.ts';
import { type Phase, WAITING_PHASES } from '../domain/release/release.ts';
import { type ReleaseWorkflow, supersededSignal } from '../workflows/shared/messages.ts';
import {
  commitKey,
  environmentKey,
  phaseKey,
  serviceKey,
} from '../workflows/shared/search-attributes.ts';
import { isMissing } from './errors.ts';

/** The releases that wait to enter an environment, as visibility knows them. */
export function createWaitingReleases(client: Client): WaitingReleases {
  return {
    async list(service, environment) {
      const found: { releaseId: string; commit: string }[] = [];
      const query = phaseQuery(WAITING_PHASES, { service, environment });
      for await (const { workflowId, typedSearchAttributes } of client.workflow.list({ query })) {
        const commit = typedSearchAttributes.get(commitKey);
        if (commit !== undefined) found.push({ releaseId: workflowId, commit });
      }
      return found;
    },
    async supersede(releaseId, successor) {
      try {
        const run = client.workflow.getHandle<ReleaseWorkflow>(releaseId);
        await run.signal(supersededSignal, successor);
      } catch (error) {
        // The release has ended meanwhile.
        if (!isMissing(error)) throw error;
      }
    },
  };
}

/** The query by which visibility finds the releases in these phases. */
export function phaseQuery(
  phases: readonly Phase[],
  { service, environment }: { readonly service?: string; readonly environment?: string },
): string {
  return [
    'WorkflowType = "release"',
    'ExecutionStatus = "Running"',
    `${phaseKey.name} IN (${phases.map((phase) => `"${phase}"`).join(', ')})`,
    ...(service === undefined ? [] : [`${serviceKey.name} = "${service}"`]),
    ...(environment === undefined ? [] : [`${environmentKey.name} = "${environment}"`]),
  ].join(' AND ');
}
