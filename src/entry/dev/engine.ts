import { resolve } from 'node:path';
import type { Env, Variables } from '../../config/env.ts';
import { SlipwayError } from '../../domain/errors.ts';
import { refuseIfClaimed } from '../../embedded/database-claim.ts';
import { startDevServer } from '../../embedded/dev-server.ts';
import { findTemporal } from '../../embedded/find-temporal.ts';
import { choosePort } from '../../embedded/ports.ts';
import { SEARCH_ATTRIBUTE_TYPES } from '../../workflows/shared/search-attributes.ts';
import { connectionSettings } from '../connection-settings.ts';
import { say, withProgress } from './terminal.ts';

export interface Engine {
  readonly connectionOptions: ReturnType<typeof connectionSettings>['connectionOptions'];
  readonly namespace: string;
  readonly uiUrl: string | undefined;
  /** Whether it was started here. */
  readonly embedded: boolean;
  /** Rejects when the server that was started here ends by itself. */
  readonly ended: Promise<never>;
  stop(): Promise<void>;
}

/** The histories of the Temporal that is started here: its file in the data directory. */
export const DATABASE = 'temporal.db';

const NO_UI =
  'Temporal has no UI here: web pages could reach its port. SLIPWAY_TEMPORAL_UI=unguarded has it all the same.';

/** Uses the Temporal that `TEMPORAL_*` names, or starts a dev server with a file for its data. */
export async function startEngine(env: Env, variables: Variables): Promise<Engine> {
  const { given, connectionOptions, namespace } = connectionSettings();
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
      searchAttributes: SEARCH_ATTRIBUTE_TYPES,
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
