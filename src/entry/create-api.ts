import type { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import { createCheckWindow } from '../activities/check-window.ts';
import { createApp } from '../api/app.ts';
import { createAuthenticate } from '../api/authenticate.ts';
import { createVoteSigner } from '../api/releases/vote-signer.ts';
import { observe } from '../api/request-observer.ts';
import { type AuthSettingsOf, LOCAL_HOSTS } from '../config/authentication.ts';
import type { Configuration } from '../config/configuration.ts';
import type { Env, Variables } from '../config/env.ts';
import { windowsOf } from '../config/windows-of.ts';
import { evaluate } from '../policy/condition.ts';
import { glob } from '../policy/glob.ts';
import { sessionSecretOf } from '../signin/sealed-cookie.ts';
import { createSignIn } from '../signin/sign-in.ts';
import { createSource } from '../source/source.ts';
import { createDirectoryStore } from '../store/directory/store.ts';
import { publishVoteKey, signingKey } from '../store/signing-key.ts';
import { createEngine } from '../temporal/engine.ts';
import { createSite } from '../web/site.ts';
import { periodsOf } from '../windows/periods.ts';
import { createChanges } from './create-changes.ts';
import { createMonitor } from './create-monitor.ts';
import { createPreview } from './create-preview.ts';
import { localDeveloper } from './local-developer.ts';
import { readAssets } from './web-assets.ts';

export interface ApiParts {
  readonly client: Client;
  readonly connection: Connection;
  /** The configuration of now. */
  configuration(): Configuration;
  /** What is wrong with slipway.yaml as it is now. */
  configurationProblem(): string | undefined;
  readonly admission: AuthSettingsOf;
  readonly env: Env;
  readonly variables: Variables;
  /** Where people reach the API, without a slash at the end. */
  readonly publicUrl: string;
  /** The metrics of the worker in this process, if there is one. */
  workerMetrics?(): Promise<string>;
  /** Where Temporal's UI is, if that is known. */
  readonly temporalUiUrl: string | undefined;
  readonly stopping: AbortSignal;
  readonly log: Logger;
}

/**
 * Makes what this process answers over HTTP: the API, and the pages over it.
 *
 * @throws SlipwayError what the admission refuses
 */
export async function createApi(parts: ApiParts) {
  const { client, configuration, env, publicUrl, temporalUiUrl, log } = parts;
  const admitted = () => parts.admission(configuration());
  admitted();
  // A change of the store needs a restart.
  const { storeFolder } = configuration();
  const key = env.signingKey?.reveal() ?? (await signingKey(`${storeFolder}/keys/votes.pem`));
  const { publicKey, sign, signIntervention } = createVoteSigner(key);
  await publishVoteKey(storeFolder, publicKey);
  const store = createDirectoryStore(storeFolder);
  const { door, signedIn } = createSignIn({
    ...env,
    ...store,
    configuration,
    admitted,
    secret: env.sessionSecret?.reveal() ?? sessionSecretOf(key),
    tell: (error) => log.warn({ err: error }, error.message),
  });
  const source = createSource({ root: `${env.dataDirectory}/mirrors`, env: parts.variables });
  const engine = createEngine(client, parts.connection);
  const windowOf = createCheckWindow({
    windowsOf: (service, environment) => windowsOf(configuration(), service, environment),
  });
  const services = () => Object.values(configuration().services);
  const monitor = createMonitor({ ...parts, engine, services });
  const api = createApp({
    engine,
    store,
    authenticate: createAuthenticate(admitted, signedIn, () => localDeveloper(configuration())),
    hosts: () => (admitted().isLocal ? [...LOCAL_HOSTS, new URL(publicUrl).hostname] : undefined),
    publicUrl: env.publicUrl,
    configurationProblem: parts.configurationProblem,
    services,
    resolve: (request) => source.resolve(request),
    changed: (request) => source.change(request),
    matches: glob,
    webhookKeys: () => admitted().webhooks,
    changes: createChanges(source),
    preview: createPreview({ engine, source, evaluate, windowOf }),
    windowOf,
    periodsOf: (days) => periodsOf(days, Date.now()),
    voteKey: publicKey,
    sign,
    signIntervention,
    links: {
      releaseUrl: (id) => `${publicUrl}/ui/releases/${id}`,
      temporalUrl: (id) =>
        temporalUiUrl &&
        `${temporalUiUrl}/namespaces/${client.options.namespace}/workflows/${encodeURIComponent(id)}`,
    },
    stopping: parts.stopping,
    ...monitor,
  });
  return createSite({
    api: api.fetch,
    signIn: door,
    assets: readAssets(),
    observe: observe(monitor.observe),
    logError: monitor.logError,
  });
}
