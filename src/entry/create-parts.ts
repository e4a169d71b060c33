import type { Logger } from 'pino';
import type { Env, Variables } from '../config/env.ts';
import type { ReloadingConfiguration } from '../config/reloading-configuration.ts';
import { windowsOf } from '../config/windows-of.ts';
import { evaluate } from '../policy/condition.ts';
import { createSource } from '../source/source.ts';
import { createDirectoryStore } from '../store/directory/store.ts';

/** The settings, the configuration and the log of a process. */
export interface ProcessSettings {
  readonly env: Env;
  /** The environment of the process: PATH, the variables of git, and the secrets by name. */
  readonly variables: Variables;
  readonly live: ReloadingConfiguration;
  /** The namespace of Temporal. */
  readonly namespace: string;
  readonly log: Logger;
}

export type Parts = ReturnType<typeof createParts>;

/** Makes the parts of an API and of a worker; `startApi` and `startWorker` run them. */
export function createParts(settings: ProcessSettings) {
  const { env, variables, live } = settings;
  // A change of the store needs a restart.
  const { storeFolder } = live.current();
  return {
    ...settings,
    configuration: live.current,
    storeFolder,
    signingKeyFile: `${storeFolder}/keys/votes.pem`,
    store: createDirectoryStore(storeFolder),
    source: createSource({ root: `${env.dataDirectory}/mirrors`, env: variables }),
    evaluate,
    windowsOf: (service: string, environment: string) =>
      windowsOf(live.current(), service, environment),
  };
}
