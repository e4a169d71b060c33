/** The worker as a program of its own: `node dist/entry/worker.js`. */
import { NativeConnection, Runtime } from '@temporalio/worker';
import { readEnv, readSecret } from '../config/env.ts';
import { registerSearchAttributes } from '../temporal/register.ts';
import { readConfigurationFile } from './configuration-file.ts';
import { connected } from './connect.ts';
import { connectionSettings } from './connection-settings.ts';
import { createWorker } from './create-worker.ts';
import { createLogger, runtimeOptions } from './logger.ts';
import { runProgram } from './problem.ts';
import { workflowBundle } from './workflow-bundle.ts';

await runProgram(async () => {
  const env = readEnv();
  const log = createLogger('worker', env.logLevel);
  const configuration = await readConfigurationFile(env.configFile);
  Runtime.install(runtimeOptions(log));
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
      configuration,
      varFolder: env.varFolder,
      env: process.env,
      secretOf: (name) => readSecret(name)?.reveal(),
    });
    log.info({ namespace }, 'The worker is ready');
    await worker.run();
  } finally {
    await connection.close();
  }
});
