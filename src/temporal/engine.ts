import type { Client, Connection } from '@temporalio/client';
import type { Engine } from '../api/engine.ts';
import { SlipwayError } from '../domain/errors.ts';
import { isReleaseId } from '../domain/release-id.ts';
import type { EnvironmentState } from '../domain/environment.ts';
import { environmentQuery } from '../workflows/messages.ts';
import { cancelRelease } from './cancel-release.ts';
import { ANSWER_WITHIN_MS } from './deadline.ts';
import { environmentId } from './environment-lock.ts';
import { inCatalogue, isMissing } from './errors.ts';
import { engineHealth } from './health.ts';
import { followStory, readStory } from './history.ts';
import { listReleases } from './list-releases.ts';
import { registerSearchAttributes } from './register.ts';
import { sendVote } from './send-vote.ts';
import { startRelease } from './start-release.ts';

type Operator = Pick<Connection, 'operatorService'>;

/** The engine as the API sees it: Temporal's errors stop here. */
export function createEngine(client: Client, connection: Operator): Engine {
  const register = once(() => registerSearchAttributes(connection, client.options.namespace));
  return {
    start: (order) =>
      inCatalogue(order.service, async () => {
        // The first release may come before the first worker.
        await register();
        return startRelease(client, order);
      }),
    list: (query) => inCatalogue('list', () => listReleases(client, query)),
    story: async (id) => readStory(client, releaseOnly(id)),
    follow: (id, from) => followStory(client, releaseOnly(id), from),
    vote: async (id, vote) => sendVote(client, releaseOnly(id), vote),
    cancel: (id, order) => inCatalogue(id, () => cancelRelease(client, releaseOnly(id), order)),
    environment: (service, name) => inCatalogue(name, () => readEnvironment(client, service, name)),
    health: () => engineHealth(client),
  };
}

/** Other workflows of the namespace are nobody's business here. */
function releaseOnly(id: string): string {
  if (isReleaseId(id)) return id;
  throw new SlipwayError('RELEASE_NOT_FOUND', `There is no release ${id}.`);
}

async function readEnvironment(
  client: Client,
  service: string,
  name: string,
): Promise<EnvironmentState | undefined> {
  try {
    return await client.withDeadline(Date.now() + ANSWER_WITHIN_MS, () =>
      client.workflow.getHandle(environmentId(service, name)).query(environmentQuery),
    );
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Does something until it has succeeded once. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = undefined;
      throw error;
    });
    return done;
  };
}
