/** The worker as a program of its own: `node dist/entry/worker.js`. */
import { Client } from '@temporalio/client';
import { NativeConnection, Runtime } from '@temporalio/worker';
import { readEnv, readSecret } from '../config/env.ts';
import { openReloadingConfiguration } from '../config/reloading-configuration.ts';
import { registerSearchAttributes } from '../temporal/register.ts';
import { connected } from './connect.ts';
import { connectionSettings } from './connection-settings.ts';
import { createWorker } from './create-worker.ts';
import { slotsOf } from './create-workers.ts';
import { createLogger, runtimeOptions } from './logger.ts';
import { metricsAddress } from './metrics-address.ts';
import { runProgram } from './problem.ts';
import { recheckOnReload } from './recheck-on-reload.ts';
import { failStepsByUncaughtErrors } from './uncaught-errors.ts';
import { workflowBundle } from './workflow-bundle.ts';

await runProgram(async () => {
  failStepsByUncaughtErrors();
  const env = readEnv();
  const log = createLogger('worker', env.logLevel);
  const live = await openReloadingConfiguration({ file: env.configFile, log });
  Runtime.install(runtimeOptions(log, await metricsAddress(env)));
  const { connectionOptions, namespace } = connectionSettings();
  const connection = await connected(connectionOptions.address, () =>
    NativeConnection.connect(connectionOptions),
  );
  try {
    await registerSearchAttributes(connection, namespace);
    const worker = await createWorker({
      connection,
      namespace,
      workflowBundle: await workflowBundle(),
      configuration: live.current,
      dataDirectory: env.dataDirectory,
      env: process.env,
      secretOf: (name) => readSecret(name)?.reveal(),
      signingKey: env.signingKey,
      buildId: env.buildId,
      slots: slotsOf(env),
      log,
    });
    recheckOnReload(live, new Client({ connection, namespace }), log);
    log.info({ namespace }, 'Worker ready');
    await worker.run();
  } finally {
    await live.close();
    await connection.close();
  }
});
