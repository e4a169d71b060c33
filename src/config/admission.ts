import { type KnownCaller, knownCallers } from './caller.ts';
import { readSecret, type Variables } from './env.ts';
import type { Configuration } from './slipway-file.ts';
import { SlipwayError } from '../domain/errors.ts';

export const LOCAL_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '::1', '[::1]'];

export type Admission = (configuration: Configuration) => readonly KnownCaller[];

/**
 * Makes a function that tells who may call by a configuration; it looks each one's tokens up once.
 * Without callers everybody who reaches the port may approve: only this machine may reach it. And
 * callers that vanish while it runs do not open an API that others reach through a proxy.
 *
 * @returns a function that throws SlipwayError CONFIG_INVALID for a token that is missing or bad,
 *   and BIND_REFUSED if no caller is configured and the API is not local
 */
export function createAdmission(api: {
  readonly host: string;
  /** Where people reach it. */
  readonly publicUrl: string | undefined;
  readonly variables: Variables;
}): Admission {
  const known = new WeakMap<Configuration, readonly KnownCaller[]>();
  let hadCallers = false;
  return (configuration) => {
    const found = known.get(configuration);
    if (found) return found;
    const callers = knownCallers(configuration, (name) => readSecret(name, api.variables));
    if (callers.length === 0) {
      refuseOpenDoor(api.host);
      if (hadCallers && api.publicUrl) refuseOpenDoor(new URL(api.publicUrl).hostname);
    }
    hadCallers = callers.length > 0;
    known.set(configuration, callers);
    return callers;
  };
}

function refuseOpenDoor(host: string): void {
  if (LOCAL_HOSTS.includes(host)) return;
  throw new SlipwayError(
    'BIND_REFUSED',
    `slipway.yaml names no callers, so the API serves this machine only, not ${host}.`,
  );
}
