import { randomInt } from 'node:crypto';
import { systemPort } from './ports.ts';

/** Where something listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * A free port at an address of this machine that nobody guesses, for what must not be found by web
 * pages: one of 16 million, which a page would have to try one by one, with each port.
 *
 * @param choose an address of 127.0.0.0/8
 * @returns `undefined` where the machine has no address but 127.0.0.1, as macOS
 */
export async function hiddenAddress(
  choose: () => string = anyLoopbackAddress,
): Promise<ListenAddress | undefined> {
  const host = choose();
  const port = await systemPort(host);
  return port === undefined ? undefined : { host, port };
}

/** Not of 127.0.0.0/24, whose addresses others use, and which are tried first. */
function anyLoopbackAddress(): string {
  return `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
}
