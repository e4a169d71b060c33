import { serverCommand } from '../../src/embedded/dev-server-command.ts';
import { makeReady } from '../../src/embedded/server-ready.ts';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/shared/search-attributes.ts';
import { type Program, startProgram } from '../program.ts';

export interface TemporalPlace {
  readonly binary: string;
  readonly folder: string;
  readonly port: number;
  readonly uiPort: number;
  readonly metricsPort: number;
}

/** Starts a Temporal dev server on a file database, and waits until it serves. */
export async function startTemporal(place: TemporalPlace): Promise<Program> {
  const { binary, folder, port, uiPort, metricsPort } = place;
  const command = serverCommand({
    binary,
    port,
    ui: { host: '127.0.0.1', port: uiPort },
    databaseFile: `${folder}/temporal.db`,
    searchAttributes: Object.fromEntries(SEARCH_ATTRIBUTES.map(({ name }) => [name, 'Keyword'])),
  });
  const program = startProgram([...command, '--metrics-port', String(metricsPort)], {
    cwd: folder,
    env: process.env,
  });
  const signal = AbortSignal.timeout(30_000);
  await makeReady({ host: '127.0.0.1', port, namespace: 'default', signal });
  return program;
}
