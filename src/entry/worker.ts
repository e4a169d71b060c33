/** The worker as a program of its own: `node dist/entry/worker.js`. */
import { NativeConnection, Runtime } from '@temporalio/worker';
import { failStepOf } from '../activities/uncaught-errors.ts';
import { readEnv } from '../config/env.ts';
import { openReloadingConfiguration } from '../config/reloading-configuration.ts';
import { createLogger } from '../program/logger.ts';
import { runProgram } from '../program/run-program.ts';
import { endByUncaughtErrors } from '../program/uncaught-errors.ts';
import { connected } from '../temporal/connect.ts';
import { connectionSettings } from '../temporal/connection-settings.ts';
import { registerSearchAttributes } from '../temporal/register.ts';
import { metricsAddress } from '../worker/metrics-address.ts';
import { runtimeOptions } from '../worker/runtime-options.ts';
import { workflowBundle } from '../worker/workflow-bundle.ts';
import { createParts } from './create-parts.ts';
import { startWorker } from './start-worker.ts';

await runProgram(async () => {
  endByUncaughtErrors(failStepOf);
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
    const parts = createParts({ env, variables: process.env, live, namespace, log });
    const { buildId } = env;
    const bundle = await workflowBundle();
    const worker = await startWorker(parts, { connection, workflowBundle: bundle, buildId });
    log.info({ namespace }, 'Worker ready');
    await worker.run();
  } finally {
    await live.close();
    await connection.close();
  }
});
