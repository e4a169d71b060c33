/** Measures Slipway as it is built, and prints tables: `npm run bench`. */
import { measureActions } from './actions.ts';
import { measureApproval } from './approval.ts';
import { measureDashboard } from './board.ts';
import { measureColdStart } from './cold-start.ts';
import { measureDora } from './dora.ts';
import { measureCommandLine } from './command-line.ts';
import { measureEnvironment } from './environment.ts';
import { measureRelease } from './release.ts';
import { measureRestart } from './restart.ts';
import { openStage } from './stage.ts';
import { tableText } from './table.ts';

const measurements = [
  measureRelease,
  measureApproval,
  measureRestart,
  measureColdStart,
  measureCommandLine,
  measureActions,
  measureEnvironment,
  measureDora,
  measureDashboard,
];
const only = process.argv.slice(2);

const stage = await openStage();
process.once('SIGINT', () => void stage.close().finally(() => process.exit(130)));
try {
  for (const measure of measurements) {
    if (only.length > 0 && !only.some((name) => measure.name.includes(name))) continue;
    const startedMs = performance.now();
    for (const table of await measure(stage)) console.log(tableText(table));
    console.log(`\n(${Math.round((performance.now() - startedMs) / 1000)} s)`);
  }
} finally {
  await stage.close();
}
