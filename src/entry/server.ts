/** The API as a program of its own: `node dist/entry/server.js`. */
import { mkdir } from 'node:fs/promises';
import { Connection } from '@temporalio/client';
import { createAuthSettings } from '../config/authentication.ts';
import { readEnv } from '../config/env.ts';
import { localNotice } from '../config/local-developer.ts';
import { openReloadingConfiguration } from '../config/reloading-configuration.ts';
import { createLogger } from '../program/logger.ts';
import { runProgram } from '../program/run-program.ts';
import { stopSignal } from '../program/stop-signal.ts';
import { markIfNew } from '../store/data-format.ts';
import { storeDirectory } from '../store/directory/store.ts';
import { clientOptions } from '../temporal/client-options.ts';
import { connectionSettings } from '../temporal/connection-settings.ts';
import { createParts } from './create-parts.ts';
import { startApi } from './start-api.ts';

await runProgram(async () => {
  const env = readEnv();
  const variables = process.env;
  const log = createLogger('api', env.logLevel);
  const { connectionOptions, namespace } = connectionSettings();
  // Lazy: the API starts, and says so at /health/ready, while Temporal is away.
  const connection = Connection.lazy(clientOptions(connectionOptions));
  await mkdir(env.dataDirectory, { recursive: true });
  const authSettings = createAuthSettings({ ...env, variables });
  const live = await openReloadingConfiguration({ file: env.configFile, log, check: authSettings });
  // Otherwise `npm start` would take the store for one of an earlier version.
  await markIfNew(storeDirectory(live.current().storeFolder));
  const parts = createParts({ env, variables, live, namespace, log });
  const { port, temporalUiUrl } = env;
  const api = await startApi(parts, { connection, authSettings, port, temporalUiUrl });
  if (authSettings(live.current()).isLocal) log.warn(localNotice());
  log.info({ host: env.host, port: api.port }, 'API ready');
  await stopSignal();
  await live.close();
  await api.close();
  await connection.close();
});
