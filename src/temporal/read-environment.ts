import type { Client } from '@temporalio/client';
import type { EnvironmentState } from '../domain/environment/environment.ts';
import { environmentQuery } from '../workflows/shared/messages.ts';
import { environmentId } from './environment-id.ts';
import { isMissing } from './errors.ts';

/**
 * Asks an environment for all that it knows; a worker has to answer.
 *
 * @param withinMs how long it is waited for
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
