import { resolve } from 'node:path';
import type { Env, Variables } from '../config/env.ts';
import { SlipwayError } from '../domain/errors.ts';
import { refuseIfClaimed } from './database-claim.ts';
import { type DevServerSettings, startDevServer } from './dev-server.ts';
import { findTemporal } from './find-temporal.ts';
import { choosePort } from '../program/ports.ts';
import { say, withProgress } from '../program/terminal.ts';

interface WithAddress {
  readonly address: string;
}

/** The Temporal that `TEMPORAL_*` or a profile names. */
interface TemporalSettings<Options extends WithAddress> extends Pick<
  Engine<Options>,
  'connectionOptions' | 'namespace'
> {
  /** Whether any of them gives an address. */
  readonly given: boolean;
}

/** The Temporal that this process uses. */
export interface Engine<Options extends WithAddress> {
  readonly connectionOptions: Options;
  readonly namespace: string;
  readonly uiUrl: string | undefined;
  /** Whether this process started it. */
  readonly embedded: boolean;
  /** Rejects when a server that this process started ends by itself. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
}

/** The file of the dev server in the data directory. */
export const DATABASE = 'temporal.db';

const NO_UI =
  'Temporal has no UI here: web pages could reach its port. SLIPWAY_TEMPORAL_UI=unguarded has it all the same.';

/** Uses the Temporal that `TEMPORAL_*` names, or starts a dev server with a file for its data. */
export async function startEngine<Options extends WithAddress>(
  env: Env,
  variables: Variables,
  { given, connectionOptions, namespace }: TemporalSettings<Options>,
  searchAttributes: NonNullable<DevServerSettings['searchAttributes']>,
): Promise<Engine<Options>> {
  if (given)
    return {
      connectionOptions,
      namespace,
      uiUrl: env.temporalUiUrl,
      embedded: false,
      ended: new Promise<never>(() => {}),
      stop: async () => {},
    };

  const databaseFile = resolve(env.dataDirectory, DATABASE);
  // First: a server that is just ending may still have the ports.
  await withProgress('Waiting for the previous Temporal server to stop', () =>
    refuseIfClaimed(databaseFile),
  );
  const binary = await findTemporal({ env: variables, say });
  const choose = (setting: string, wanted: { port: number; given: boolean }) =>
    choosePort({ wanted: wanted.port, given: wanted.given, setting, host: '127.0.0.1', say });
  const port = await choose('SLIPWAY_TEMPORAL_PORT', env.temporalPort);
  const uiPort = await choose('SLIPWAY_TEMPORAL_UI_PORT', env.temporalUiPort);
  const logFile = resolve(env.dataDirectory, 'temporal.log');
  const server = await withProgress('Starting Temporal', () =>
    startDevServer({
      binary,
      port,
      uiPort,
      unguardedUi: env.temporalUi === 'unguarded',
      databaseFile,
      logFile,
      searchAttributes,
    }),
  );
  if (server.uiUrl === undefined) say(NO_UI);
  const ended = server.ended.then(() => {
    throw new SlipwayError('TEMPORAL_UNREACHABLE', `Temporal stopped; see ${logFile}.`);
  });
  // After an orderly stop nobody listens any more.
  ended.catch(() => {});
  return {
    connectionOptions: { ...connectionOptions, address: server.address },
    namespace,
    uiUrl: server.uiUrl,
    embedded: true,
    ended,
    stop: () => server.stop(),
  };
}
