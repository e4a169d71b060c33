/** A process that starts a Temporal server and then only waits, for tests that end it. */
import { startDevServer } from '../../src/embedded/dev-server.ts';

const [binary = '', port, uiPort, folder] = process.argv.slice(2);
process.on('SIGINT', () => console.log('interrupted'));
const { pid } = await startDevServer({
  binary,
  port: Number(port),
  uiPort: Number(uiPort),
  databaseFile: `${folder}/temporal.db`,
  logFile: `${folder}/temporal.log`,
});
console.log(`serves ${pid}`);
setInterval(() => {}, 60_000);
