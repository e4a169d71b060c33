import type { Client } from '@temporalio/client';
import type { EnvironmentState } from '../domain/environment/environment.ts';
import { environmentQuery } from '../workflows/shared/messages.ts';
import { environmentId } from './environment-id.ts';
import { isMissing } from './errors.ts';

/**
 * Reads the state of an environment by a query, for which a worker is needed.
 *
 * @param withinMs how long to wait for the response
 * @returns `undefined` if nothing was ever deployed there
 * @throws Temporal's own errors
 */
export async function readEnvironment(
  client: Client,
  { service, environment }: { readonly service: string; readonly environment: string },
  retryForMs: number,
): Promise<EnvironmentState | undefined> {
  const run = client.workflow.getHandle(environmentId(service, environment));
  try {
    return await client.withDeadline(Date.now() + retryForMs, () => run.query(environmentQuery));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
