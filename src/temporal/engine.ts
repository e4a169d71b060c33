import type { Client, Connection } from '@temporalio/client';
import type { Engine } from '../api/engine.ts';
import { SlipwayError } from '../domain/errors.ts';
import { isReleaseId } from '../domain/release/release-id.ts';
import { cancelRelease } from './cancel-release.ts';
import { countReleases } from './count-releases.ts';
import { ANSWER_WITHIN_MS } from './deadline.ts';
import { createEnvironmentActions } from './environment-actions.ts';
import { inCatalogue } from './errors.ts';
import { engineHealth } from './health.ts';
import { listReleases } from './list-releases.ts';
import { readPresent } from './present.ts';
import { readEnvironment } from './read-environment.ts';
import { followEvents, readEvents } from './read-events.ts';
import { createOutboxReader } from './read-outbox.ts';
import { registerSearchAttributes } from './register.ts';
import { openRelease } from './open-release.ts';
import { existingRelease, startRelease } from './start-release.ts';
import { createWaitingReleases } from './waiting-releases.ts';

type Operator = Pick<Connection, 'operatorService'>;

/** The engine as the API uses it: errors of Temporal become errors of the catalogue here. */
export function createEngine(client: Client, connection: Operator): Engine {
  const register = once(() => registerSearchAttributes(connection, client.options.namespace));
  const environments = createEnvironmentActions(client);
  const desk = createOutboxReader(client);
  return {
    start: (request) =>
      inCatalogue(request.service, async () => {
        // The first release may come before the first worker.
        await register();
        return startRelease(client, request);
      }),
    list: (query) => inCatalogue('list', () => listReleases(client, query)),
    history: async (id) => readEvents(client, releaseOnly(id)),
    present: (id) => inCatalogue(id, () => readPresent(client, releaseOnly(id))),
    follow: (id, from) => followEvents(client, releaseOnly(id), from),
    open: async (id) => openRelease(client, releaseOnly(id)),
    existingRelease: (service, commit) =>
      inCatalogue(service, async () => {
        // At the first start the search attributes may not be registered yet.
        await register();
        return existingRelease(client, { service, commit });
      }),
    waiting: (service, name) =>
      inCatalogue(name, async () => {
        await register();
        return createWaitingReleases(client).list(service, name);
      }),
    cancel: (id, by) => inCatalogue(id, () => cancelRelease(client, releaseOnly(id), by)),
    environment: (service, name) => inCatalogue(name, () => stateOf(client, service, name)),
    freeze: (service, name, by) =>
      inCatalogue(name, async () => {
        await register();
        return environments.freeze(service, name, by);
      }),
    unfreeze: (service, name, by) =>
      inCatalogue(name, () => environments.unfreeze(service, name, by)),
    rollBack: (input) => inCatalogue(input.environment, () => environments.rollBack(input)),
    notifications: (id) =>
      inCatalogue(id, async () => {
        // A release without an outbox may not exist at all.
        await currentRun(client, releaseOnly(id));
        return desk.of(id);
      }),
    resend: (id, notification) =>
      inCatalogue(id, async () => {
        await currentRun(client, releaseOnly(id));
        return desk.resend(id, notification);
      }),
    failedNotifications: (query) =>
      inCatalogue('notifications', async () => {
        await register();
        return desk.failed(query);
      }),
    countReleases: (services) =>
      inCatalogue('countReleases', async () => {
        await register();
        return countReleases(client, services);
      }),
    health: () => engineHealth(client),
  };
}

/** Other workflows of the namespace are ignored. */
function releaseOnly(id: string): string {
  if (isReleaseId(id)) return id;
  throw new SlipwayError('RELEASE_NOT_FOUND', `Release ${id} not found.`);
}

async function currentRun(client: Client, id: string): Promise<string> {
  return (await client.workflow.getHandle(id).describe()).runId;
}

function stateOf(client: Client, service: string, environment: string) {
  return readEnvironment(client, { service, environment }, ANSWER_WITHIN_MS);
}

/** Runs something until it has succeeded once. */
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
