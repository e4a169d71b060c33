/** Everything in one process, with a Temporal dev server of its own: what `npm start` runs. */
import { resolve } from 'node:path';
import { createAuthSettings } from '../config/authentication.ts';
import { readEnv } from '../config/env.ts';
import { openReloadingConfiguration } from '../config/reloading-configuration.ts';
import { useData } from '../store/data-format.ts';
import { storeDirectory } from '../store/directory/store.ts';
import { account } from './dev/addresses.ts';
import { openDemoRepositories } from './dev/demo-repositories.ts';
import { runDemo } from './dev/demo.ts';
import { DATABASE, startEngine } from './dev/engine.ts';
import { startProcess } from './dev/process.ts';
import { AT_THE_TERMINAL, say } from './dev/terminal.ts';
import { failBy, runProgram, tellProblem } from './problem.ts';
import { stopSignal } from './stop-signal.ts';

await runProgram(async () => {
  const env = readEnv();
  const variables = process.env;
  const admission = createAuthSettings({ ...env, variables });
  const live = await openReloadingConfiguration({
    file: env.configFile,
    log: AT_THE_TERMINAL,
    check: admission,
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
  const playground = await openDemoRepositories(live.current(), env.configFile);
  const closers: Array<() => Promise<void>> = [live.close];
  try {
    const engine = await startEngine(env, variables);
    closers.unshift(engine.stop);
    const slipway = await startProcess({ env, variables, live, admission, engine });
    closers.unshift(slipway.stop, playground.stop);
    await playground.serve();
    // From now on Ctrl-C stops everything in order.
    const asked = stopSignal();
    account({
      apiUrl: slipway.url,
      uiUrl: engine.uiUrl,
      embedded: engine.embedded,
      dataDirectory: env.dataDirectory,
      isLocal: admission(live.current()).isLocal,
    });
    const stopping = new AbortController();
    void runDemo(slipway, say, stopping.signal).catch(tellProblem);
    await Promise.race([asked, engine.ended, slipway.ended]).finally(() => stopping.abort());
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
