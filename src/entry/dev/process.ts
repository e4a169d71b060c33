import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import type { AuthSettingsOf } from '../../config/authentication.ts';
import { type Env, readSecret, type Variables } from '../../config/env.ts';
import type { ReloadingConfiguration } from '../../config/reloading-configuration.ts';
import { choosePort } from '../../embedded/ports.ts';
import { registerSearchAttributes } from '../../temporal/register.ts';
import { clientOptions } from '../client-options.ts';
import { connected } from '../connect.ts';
import { createApi } from '../create-api.ts';
import { createWorker } from '../create-worker.ts';
import { slotsOf } from '../create-workers.ts';
import { listen } from '../listen.ts';
import { createLogger, runtimeOptions } from '../logger.ts';
import {
  anyMetricsAddress,
  type MetricsAddress,
  metricsAddress,
  metricsAt,
} from '../metrics-address.ts';
import { recheckOnReload } from '../recheck-on-reload.ts';
import { failStepsByUncaughtErrors } from '../uncaught-errors.ts';
import { workflowBundle } from '../workflow-bundle.ts';
import type { Engine } from './engine.ts';
import { say, withProgress } from './terminal.ts';

export interface Slipway {
  /** Where people reach the API. */
  readonly url: string;
  /** Where this process reaches it. */
  readonly localUrl: string;
  /** Settles when the worker has ended, and rejects if it broke. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** What both halves of the process work with. */
interface Parts {
  readonly env: Env;
  readonly variables: Variables;
  readonly live: ReloadingConfiguration;
  readonly admission: AuthSettingsOf;
  readonly engine: Engine;
}

/** Runs the worker and the API in this process. */
export async function startProcess(parts: Parts): Promise<Slipway> {
  failStepsByUncaughtErrors();
  const { env, variables, engine } = parts;
  const log = createLogger('slipway', variables['SLIPWAY_LOG_LEVEL'] ? env.logLevel : 'error');
  // The API of this process tells them with its own.
  const metrics = (await metricsAddress(env)) ?? (await anyMetricsAddress());
  Runtime.install({ ...runtimeOptions(log, metrics), shutdownSignals: [] });
  const { connectionOptions, namespace } = engine;
  const connection = await withProgress('Connecting to Temporal', () =>
    connected(connectionOptions.address, () =>
      Connection.connect(clientOptions(connectionOptions)),
    ),
  );
  await registerSearchAttributes(connection, namespace);
  // The API first: a worker that runs would keep a process alive that could not start.
  const api = await startApi({ ...parts, metrics }, connection, log);
  const worker = await startWorker(parts, log);
  return {
    url: api.url,
    localUrl: api.localUrl,
    ended: worker.ended,
    async stop() {
      await api.close();
      await worker.stop();
      await connection.close();
    },
  };
}

async function startWorker({ env, variables, live, engine }: Parts, log: Logger) {
  const { connectionOptions, namespace } = engine;
  const connection = await NativeConnection.connect(connectionOptions);
  const worker = await createWorker({
    connection,
    namespace,
    workflowBundle: await workflowBundle(),
    configuration: live.current,
    dataDirectory: env.dataDirectory,
    env: variables,
    secretOf: (name) => readSecret(name, variables)?.reveal(),
    signingKey: env.signingKey,
    slots: slotsOf(env),
    log,
  });
  recheckOnReload(live, new Client({ connection, namespace }), log);
  const ended = worker.run();
  // Whoever waits for its end does so a moment later.
  ended.catch(() => {});
  return {
    ended,
    async stop() {
      worker.shutdown();
      await ended;
      await connection.close();
    },
  };
}

async function startApi(
  { env, variables, live, admission, engine, metrics }: Parts & { metrics: MetricsAddress },
  connection: Connection,
  log: Logger,
) {
  const { host } = env;
  const wish = { wanted: env.port, given: env.portGiven, setting: 'SLIPWAY_PORT', host, say };
  const port = await choosePort(wish);
  const localUrl = `http://${host}:${port}`;
  const url = env.publicUrl ?? localUrl;
  const stopping = new AbortController();
  const app = await createApi({
    client: new Client({ connection, namespace: engine.namespace }),
    connection,
    configuration: live.current,
    configurationProblem: live.problem,
    admission,
    env,
    variables,
    publicUrl: url,
    workerMetrics: () => metricsAt(metrics),
    temporalUiUrl: engine.uiUrl,
    stopping: stopping.signal,
    log,
  });
  const { close } = await listen(app, { host, port, stop: () => stopping.abort() });
  return { url, localUrl, close };
}
