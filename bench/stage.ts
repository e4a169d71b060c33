import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { findTemporal } from '../src/embedded/find-temporal.ts';
import { choosePort } from '../src/program/ports.ts';
import { type Api, createApi } from './api.ts';
import type { Program } from './program.ts';
import { configurationText } from './stage/configuration.ts';
import { helloRepository, lightRepository, type Repository } from './stage/repository.ts';
import { endServers } from './stage/servers.ts';
import { startApi, startWorker, type SlipwayPlace } from './stage/slipway.ts';
import { startTemporal, type TemporalPlace } from './stage/temporal.ts';

/** Everything that is measured, on ports and in a folder of its own. */
export interface Stage {
  readonly folder: string;
  readonly targets: string;
  readonly temporal: TemporalPlace;
  readonly slipway: SlipwayPlace;
  readonly hello: Repository;
  readonly light: Repository;
  readonly api: Api;
  readonly client: Client;
  readonly programs: { temporal: Program; worker: Program; api: Program };
  freePort(): Promise<number>;
  /** Ends every process, and removes the folder. */
  close(): Promise<void>;
}

/** Starts Temporal, a worker and the API. Whatever fails, nothing stays. */
export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-bench-'));
  const targets = join(folder, 'targets');
  const closers: Array<() => Promise<unknown>> = [
    () => rm(folder, REMOVE),
    () => endServers(targets),
  ];
  const close = async () => {
    // The rest is ended as well when one of them cannot be.
    while (closers.length > 0)
      await Promise.resolve()
        .then(() => closers.pop()?.())
        .catch(console.error);
  };
  try {
    return { ...(await start(folder, targets, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

const REMOVE = { recursive: true, force: true, maxRetries: 5 };
const freePort = () => choosePort({ wanted: 0, given: true, setting: '', host: '127.0.0.1' });

async function start(
  folder: string,
  targets: string,
  closers: Array<() => Promise<unknown>>,
): Promise<Omit<Stage, 'close'>> {
  await mkdir(join(folder, 'var'), { recursive: true });
  const ports = await Promise.all(Array.from({ length: 8 }, freePort));
  const [port = 0, uiPort = 0, metricsPort = 0, apiPort = 0, ...servicePorts] = ports;
  const hello = await helloRepository(join(folder, 'hello'));
  const light = await lightRepository(join(folder, 'light'));
  const places = {
    store: join(folder, 'store'),
    hello: hello.folder,
    light: light.folder,
    targets,
  };
  const text = configurationText({
    ...places,
    automaticPorts: servicePorts.slice(0, 2),
    approvalPorts: servicePorts.slice(2),
  });
  await writeFile(join(folder, 'slipway.yaml'), text);

  const binary = await findTemporal({ env: process.env, say: console.log });
  const temporal = { binary, folder, port, uiPort, metricsPort };
  const slipway = { folder, temporalPort: port, apiPort };
  // Replaced by the measurement of a restart, so each is looked up when it is ended.
  const programs = {} as Stage['programs'];
  closers.push(() => programs.temporal?.stop());
  programs.temporal = await startTemporal(temporal);
  closers.push(() => programs.worker?.stop());
  programs.worker = await startWorker(slipway);
  closers.push(() => programs.api?.stop());
  programs.api = await startApi(slipway);
  const connection = await Connection.connect({ address: `127.0.0.1:${port}` });
  closers.push(() => connection.close());
  const api = createApi(`http://127.0.0.1:${apiPort}`);
  const client = new Client({ connection });
  return { folder, targets, temporal, slipway, hello, light, api, client, programs, freePort };
}
