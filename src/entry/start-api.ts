import { Client, type Connection } from '@temporalio/client';
import { createPromotionAssessor } from '../activities/assess-promotion.ts';
import { createCheckWindow } from '../activities/check-window.ts';
import { olderWaitingReleases } from '../activities/supersede-older.ts';
import { createApp } from '../api/app.ts';
import { createAuthenticate } from '../api/authenticate.ts';
import type { Engine } from '../api/engine.ts';
import { createPreview } from '../api/releases/create-preview.ts';
import { createVoteSigner } from '../api/releases/vote-signer.ts';
import { releaseLinks } from '../api/releases/release-links.ts';
import { logRequests } from '../api/request-log.ts';
import { observe } from '../api/request-observer.ts';
import { type AuthSettingsOf, LOCAL_HOSTS } from '../config/authentication.ts';
import { localDeveloper } from '../config/local-developer.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { glob } from '../policy/glob.ts';
import { listen, type Listening } from '../program/listen.ts';
import { sessionSecretOf } from '../signin/sealed-cookie.ts';
import { createSignIn } from '../signin/sign-in.ts';
import { createChanges } from '../source/changes.ts';
import { publishVoteKey, signingKey } from '../store/signing-key.ts';
import { createEngine } from '../temporal/engine.ts';

import { createSite } from '../web/site.ts';
import { periodsOf } from '../windows/periods.ts';
import type { Parts } from './create-parts.ts';
import { readAssets } from './web-assets.ts';

export interface ApiOptions {
  readonly connection: Connection;
  readonly authSettings: AuthSettingsOf;
  readonly port: number;
  /** The address in browsers, without a slash at the end. Default: `SLIPWAY_URL`, or host and port */
  readonly publicUrl?: string;
  readonly temporalUiUrl: string | undefined;
  /** The metrics of the worker in this process, if there is one. */
  workerMetrics?(): Promise<string>;
}

export interface StartedApi extends Listening {
  readonly publicUrl: string;
}

/**
 * Serves the API and the pages over it.
 *
 * @throws SlipwayError PORT_IN_USE, and the refusals of the authentication settings
 */
export async function startApi(parts: Parts, options: ApiOptions): Promise<StartedApi> {
  const { host, publicUrl: configured } = parts.env;
  const { port, publicUrl = configured ?? `http://${host}:${port}` } = options;
  const stopping = new AbortController();
  const site = await createApi(parts, { ...options, publicUrl }, stopping.signal);
  return { publicUrl, ...(await listen(site, { host, port, stop: () => stopping.abort() })) };
}

type CreateOptions = ApiOptions & Pick<StartedApi, 'publicUrl'>;

async function createApi(parts: Parts, options: CreateOptions, stopping: AbortSignal) {
  const { env, live, configuration, namespace, store, source, windowsOf } = parts;
  const { publicUrl } = options;
  const client = new Client({ connection: options.connection, namespace });
  const engine = createEngine(client, options.connection);
  const services = () => Object.values(configuration().services);
  const authSettings = () => options.authSettings(configuration());
  const { signIn, signedIn, ...votes } = await createSigning(parts, authSettings);
  const monitor = createMonitor(parts, options, engine);
  const windowOf = createCheckWindow({ windowsOf });
  const local = () => localDeveloper(configuration());
  const api = createApp({
    engine,
    store,
    authenticate: createAuthenticate(authSettings, signedIn, local),
    hosts: () =>
      authSettings().isLocal ? [...LOCAL_HOSTS, new URL(publicUrl).hostname] : undefined,
    publicUrl: env.publicUrl,
    configurationProblem: live.problem,
    services,
    resolve: (request) => source.resolve(request),
    changed: (request) => source.change(request),
    matches: glob,
    webhookKeys: () => authSettings().webhooks,
    changes: createChanges(source),
    preview: createPreview({ engine, windowOf, ...promotionReaders(parts, engine) }),
    windowOf,
    periodsOf: (days) => periodsOf(days, Date.now()),
    ...votes,
    links: releaseLinks({ publicUrl, temporalUiUrl: options.temporalUiUrl, namespace }),
    stopping,
    ...monitor,
  });
  return createSite({
    api: api.fetch,
    signIn,
    assets: readAssets(),
    observe: observe(monitor.observe),
    logError: monitor.logError,
  });
}

/** Makes the sign-in, and the signer of votes, whose public key the store then has. */
async function createSigning(
  { env, configuration, store, storeFolder, signingKeyFile, log }: Parts,
  authSettings: () => ReturnType<AuthSettingsOf>,
) {
  authSettings();
  const key = env.signingKey?.reveal() ?? (await signingKey(signingKeyFile));
  const { publicKey, sign, signIntervention } = createVoteSigner(key);
  await publishVoteKey(storeFolder, publicKey);
  const { door, signedIn } = createSignIn({
    ...env,
    ...store,
    configuration,
    admitted: authSettings,
    secret: env.sessionSecret?.reveal() ?? sessionSecretOf(key),
    tell: (error) => log.warn({ err: error }, error.message),
  });
  return { signIn: door, signedIn, voteKey: publicKey, sign, signIntervention };
}

/** The functions by which the activities of a release assess its promotion. */
function promotionReaders({ source, evaluate }: Parts, engine: Engine) {
  return {
    assess: createPromotionAssessor({
      environments: { state: engine.environment },
      source,
      evaluate,
    }),
    olderWaitingReleases: olderWaitingReleases.bind(undefined, {
      waiting: { list: engine.waiting },
      source,
    }),
  };
}

/** Makes the metrics and the request log. */
function createMonitor({ configuration, live, log }: Parts, options: ApiOptions, engine: Engine) {
  const metrics = createMetrics({
    countReleases: () => engine.countReleases(Object.values(configuration().services)),
    health: engine.health,
    configurationProblem: live.problem,
    ...(options.workerMetrics && { worker: options.workerMetrics }),
  });
  const observers = [metrics.observe, logRequests(log)];
  return {
    observe: (request: Parameters<typeof metrics.observe>[0]) =>
      observers.forEach((tell) => tell(request)),
    metrics: metrics.text,
    logError: (error: unknown, requestId?: string) =>
      log.error({ err: error, requestId }, 'Request failed unexpectedly'),
  };
}
