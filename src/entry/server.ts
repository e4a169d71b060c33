/** The API as a program of its own: `node dist/entry/server.js`. */
import { mkdir } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { createAuthSettings } from '../config/authentication.ts';
import { readEnv } from '../config/env.ts';
import { openReloadingConfiguration } from '../config/reloading-configuration.ts';
import { markIfNew } from '../store/data-format.ts';
import { storeDirectory } from '../store/directory/store.ts';
import { clientOptions } from './client-options.ts';
import { connectionSettings } from './connection-settings.ts';
import { createApi } from './create-api.ts';
import { listen } from './listen.ts';
import { localNotice } from './local-developer.ts';
import { createLogger } from './logger.ts';
import { runProgram } from './problem.ts';
import { stopSignal } from './stop-signal.ts';

await runProgram(async () => {
  const env = readEnv();
  const log = createLogger('api', env.logLevel);
  const { connectionOptions, namespace } = connectionSettings();
  // Lazy: the API starts, and says so at /health/ready, while Temporal is away.
  const connection = Connection.lazy(clientOptions(connectionOptions));
  const stopping = new AbortController();
  await mkdir(env.dataDirectory, { recursive: true });
  const variables = process.env;
  const admission = createAuthSettings({ ...env, variables });
  const live = await openReloadingConfiguration({ file: env.configFile, log, check: admission });
  // Otherwise `npm start` would take the store for one of an earlier version.
  await markIfNew(storeDirectory(live.current().storeFolder));
  const app = await createApi({
    client: new Client({ connection, namespace }),
    connection,
    configuration: live.current,
    configurationProblem: live.problem,
    admission,
    env,
    variables,
    publicUrl: env.publicUrl ?? `http://${env.host}:${env.port}`,
    temporalUiUrl: env.temporalUiUrl,
    stopping: stopping.signal,
    log,
  });
  const { host, port } = env;
  const listening = await listen(app, { host, port, stop: () => stopping.abort() });
  if (admission(live.current()).isLocal) log.warn(localNotice());
  log.info({ host, port: listening.port }, 'API ready');
  await stopSignal();
  await live.close();
  await listening.close();
  await connection.close();
});
