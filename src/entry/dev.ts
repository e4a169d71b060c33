/** Everything in one process, with a Temporal dev server of its own: what `npm start` runs. */
import { resolve } from 'node:path';
import { createAuthSettings } from '../config/authentication.ts';
import { readEnv } from '../config/env.ts';
import { openReloadingConfiguration } from '../config/reloading-configuration.ts';
import { printAddresses } from '../demo/addresses.ts';
import { runDemo } from '../demo/demo.ts';
import { openDemoRepositories } from '../demo/repositories.ts';
import { DATABASE, startEngine } from '../embedded/engine.ts';
import { failBy, runProgram, tellProblem } from '../program/run-program.ts';
import { stopSignal } from '../program/stop-signal.ts';
import { AT_THE_TERMINAL, say } from '../program/terminal.ts';
import { useData } from '../store/data-format.ts';
import { storeDirectory } from '../store/directory/store.ts';
import { connectionSettings } from '../temporal/connection-settings.ts';
import { SEARCH_ATTRIBUTE_TYPES } from '../workflows/shared/search-attributes.ts';
import { startProcess } from './start-process.ts';

await runProgram(async () => {
  const env = readEnv();
  const variables = process.env;
  const authSettings = createAuthSettings({ ...env, variables });
  const live = await openReloadingConfiguration({
    file: env.configFile,
    log: AT_THE_TERMINAL,
    check: authSettings,
    reloadOnHangup: false,
  });
  // Before anything is made or started: an older database would let every release stand still.
  await useData(
    [
      { path: resolve(env.dataDirectory), setting: 'SLIPWAY_DATA_DIR', contents: [DATABASE] },
      storeDirectory(live.current().storeFolder),
    ],
    env.configFile,
  );
  const demo = await openDemoRepositories(live.current(), env.configFile, variables);
  const closers: Array<() => Promise<void>> = [live.close];
  try {
    const searchAttributes = SEARCH_ATTRIBUTE_TYPES;
    const engine = await startEngine(env, variables, connectionSettings(), searchAttributes);
    closers.unshift(engine.stop);
    const slipway = await startProcess({ env, variables, live, authSettings, engine });
    closers.unshift(slipway.stop, demo.stop);
    await demo.serve();
    // From now on Ctrl-C stops everything in order.
    const stopRequested = stopSignal();
    printAddresses({
      apiUrl: slipway.url,
      uiUrl: engine.uiUrl,
      embedded: engine.embedded,
      dataDirectory: env.dataDirectory,
      isLocal: authSettings(live.current()).isLocal,
    });
    const stopping = new AbortController();
    void runDemo(slipway, say, stopping.signal).catch(tellProblem);
    await Promise.race([stopRequested, engine.ended, slipway.ended]).finally(() =>
      stopping.abort(),
    );
  } catch (error) {
    failBy(error);
  } finally {
    say('Stopping …');
    for (const close of closers) await close().catch(tellProblem);
    say('Stopped. `npm start` resumes all releases.');
    // Whatever was begun and is still open must not keep the program.
    setTimeout(() => process.exit(), 1_000).unref();
  }
});
