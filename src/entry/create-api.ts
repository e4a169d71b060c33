import { userInfo } from 'node:os';
import type { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import { createApp } from '../api/app.ts';
import { createAuthenticate } from '../api/authenticate.ts';
import { createVoteSigner } from '../api/vote-signer.ts';
import { knownCallers } from '../config/caller.ts';
import { type Env, readSecret, type Variables } from '../config/env.ts';
import type { Configuration } from '../config/slipway-file.ts';
import { type Caller, ROLES } from '../domain/caller.ts';
import { SlipwayError } from '../domain/errors.ts';
import { createSource } from '../source/source.ts';
import { createFolderStore } from '../store/folder.ts';
import { publishVoteKey, signingKey } from '../store/signing-key.ts';
import { createEngine } from '../temporal/engine.ts';

export interface ApiParts {
  readonly client: Client;
  readonly connection: Connection;
  readonly configuration: Configuration;
  readonly env: Env;
  readonly variables: Variables;
  /** Where people reach the API, without a slash at the end. */
  readonly publicUrl: string;
  /** Where Temporal's UI is, if that is known. */
  readonly temporalUiUrl: string | undefined;
  readonly stopping: AbortSignal;
  readonly log: Logger;
}

/**
 * Makes the HTTP app of this process.
 *
 * @throws SlipwayError BIND_REFUSED if no caller is configured and the address is not local
 */
export async function createApi(parts: ApiParts) {
  const { client, configuration, env, publicUrl, temporalUiUrl, log } = parts;
  const callers = knownCallers(configuration.callers, (name) => readSecret(name, parts.variables));
  refuseOpenDoor(callers.length, env.host);
  const key =
    env.signingKey?.reveal() ?? (await signingKey(`${configuration.storeFolder}/keys/votes.pem`));
  const { publicKey, sign } = createVoteSigner(key);
  await publishVoteKey(configuration.storeFolder, publicKey);
  const source = createSource({ root: `${env.varFolder}/mirrors`, env: parts.variables });
  const { namespace } = client.options;
  return createApp({
    engine: createEngine(client, parts.connection),
    store: createFolderStore(configuration.storeFolder),
    authenticate: createAuthenticate(() => callers, localDeveloper()),
    ...(callers.length === 0 && { hosts: [...LOCAL, new URL(publicUrl).hostname] }),
    services: () => Object.values(configuration.services),
    resolve: (request) => source.resolve(request),
    voteKey: publicKey,
    sign,
    links: {
      releaseUrl: (id) => `${publicUrl}/releases/${id}`,
      temporalUrl: (id) =>
        temporalUiUrl && `${temporalUiUrl}/namespaces/${namespace}/workflows/${id}`,
    },
    stopping: parts.stopping,
    logError: (error) => log.error({ err: error }, 'A request ended with an unexpected error'),
  });
}

const LOCAL = ['127.0.0.1', 'localhost', '::1', '[::1]'];

/** Who calls while no caller is configured. */
function localDeveloper(): Caller {
  return { name: `${userInfo().username}@localhost`, kind: 'person', roles: ROLES };
}

/** Without callers everybody who reaches the port may approve: only this machine may reach it. */
function refuseOpenDoor(callers: number, host: string): void {
  if (callers > 0 || LOCAL.includes(host)) return;
  throw new SlipwayError(
    'BIND_REFUSED',
    `slipway.yaml names no callers, so the API serves this machine only, not ${host}.`,
  );
}
