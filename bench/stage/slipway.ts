import { fileURLToPath } from 'node:url';
import { type Program, startProgram } from '../program.ts';

/** A program of the build, such as `worker`. */
export function builtProgram(name: string): string {
  return fileURLToPath(new URL(`../../dist/entry/${name}.js`, import.meta.url));
}

/** Notes every process that a worker starts, for the shares of a release. */
export const TRACE = new URL('../release/trace.mjs', import.meta.url).href;

export interface SlipwayPlace {
  readonly folder: string;
  readonly temporalPort: number;
  readonly apiPort: number;
  /** Of Temporal; `default` if it does not say. */
  readonly namespace?: string;
}

/** The environment of Slipway's programs. */
export function settingsOf(place: SlipwayPlace): Record<string, string | undefined> {
  const { folder, temporalPort, apiPort, namespace = 'default' } = place;
  return {
    ...process.env,
    TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
    TEMPORAL_NAMESPACE: namespace,
    SLIPWAY_CONFIG: `${folder}/slipway.yaml`,
    SLIPWAY_DATA_DIR: `${folder}/var`,
    SLIPWAY_PORT: String(apiPort),
  };
}

/** Starts a worker, and waits until it says that it is ready. */
export async function startWorker(place: SlipwayPlace): Promise<Program> {
  const { folder } = place;
  const env = { ...settingsOf(place), BENCH_TRACE: `${folder}/slipway.trace` };
  const worker = startProgram(['node', '--import', TRACE, builtProgram('worker')], {
    cwd: folder,
    env,
  });
  await worker.printed('Worker ready');
  return worker;
}

/** Starts the API, and waits until it says that it is ready. */
export async function startApi(place: SlipwayPlace): Promise<Program> {
  const { folder } = place;
  const api = startProgram(['node', builtProgram('server')], {
    cwd: folder,
    env: settingsOf(place),
  });
  await api.printed('API ready');
  return api;
}
