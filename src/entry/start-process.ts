import { Connection } from '@temporalio/client';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { failStepOf } from '../activities/uncaught-errors.ts';
import type { AuthSettingsOf } from '../config/authentication.ts';
import type { Engine } from '../embedded/engine.ts';
import { createLogger } from '../program/logger.ts';
import { choosePort } from '../program/ports.ts';
import { say, withProgress } from '../program/terminal.ts';
import { endByUncaughtErrors } from '../program/uncaught-errors.ts';
import { clientOptions } from '../temporal/client-options.ts';
import { connected } from '../temporal/connect.ts';
import type { connectionSettings } from '../temporal/connection-settings.ts';
import { registerSearchAttributes } from '../temporal/register.ts';
import { anyMetricsAddress, metricsAddress, metricsAt } from '../worker/metrics-address.ts';
import { runtimeOptions } from '../worker/runtime-options.ts';
import { workflowBundle } from '../worker/workflow-bundle.ts';
import { createParts, type ProcessSettings } from './create-parts.ts';
import { startApi } from './start-api.ts';
import { startWorker } from './start-worker.ts';

export interface RunningProcess {
  /** The address of the API for people. */
  readonly url: string;
  /** The address of the API for this process. */
  readonly localUrl: string;
  /** Settles when the worker has ended, and rejects if it broke. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

interface DevSettings extends Pick<ProcessSettings, 'env' | 'variables' | 'live'> {
  readonly authSettings: AuthSettingsOf;
  readonly engine: Engine<ReturnType<typeof connectionSettings>['connectionOptions']>;
}

/** Runs the API and the worker in this process. */
export async function startProcess(settings: DevSettings): Promise<RunningProcess> {
  endByUncaughtErrors(failStepOf);
  const { env, variables, authSettings, engine } = settings;
  const { connectionOptions, namespace } = engine;
  const { host } = env;
  const log = createLogger('slipway', variables['SLIPWAY_LOG_LEVEL'] ? env.logLevel : 'error');
  // The API of this process shows the metrics of the worker among its own.
  const metrics = (await metricsAddress(env)) ?? (await anyMetricsAddress());
  Runtime.install({ ...runtimeOptions(log, metrics), shutdownSignals: [] });
  const connection = await withProgress('Connecting to Temporal', () =>
    connected(connectionOptions.address, () =>
      Connection.connect(clientOptions(connectionOptions)),
    ),
  );
  await registerSearchAttributes(connection, namespace);
  const parts = createParts({ ...settings, namespace, log });
  const wish = { wanted: env.port, given: env.portGiven, setting: 'SLIPWAY_PORT', host, say };
  // The API first: a worker that runs would keep a process alive that could not start.
  const api = await startApi(parts, {
    connection,
    authSettings,
    port: await choosePort(wish),
    temporalUiUrl: engine.uiUrl,
    workerMetrics: () => metricsAt(metrics),
  });
  const native = await NativeConnection.connect(connectionOptions);
  const bundle = await workflowBundle();
  // Without a build id: the dev server is not told which version is current.
  const worker = await startWorker(parts, { connection: native, workflowBundle: bundle });
  const ended = worker.run();
  // `dev.ts` awaits the end a moment later.
  ended.catch(() => {});
  return {
    url: api.publicUrl,
    localUrl: `http://${host}:${api.port}`,
    ended,
    async stop() {
      await api.close();
      worker.shutdown();
      await ended;
      await native.close();
      await connection.close();
    },
  };
}
