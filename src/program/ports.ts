import { connect, createServer } from 'node:net';
import { SlipwayError } from '../domain/errors.ts';

/** What port to take, and how it may be changed. */
export interface PortWish {
  /** 0 takes any free port. */
  readonly wanted: number;
  /** Whether somebody asked for exactly this port. */
  readonly given: boolean;
  /** The setting that names the port, such as `SLIPWAY_PORT`. */
  readonly setting: string;
  /** The address that will be bound. */
  readonly host: string;
  /** Told a sentence for the person, if the port is another than the wanted one. */
  readonly say?: (sentence: string) => void;
}

const TRIES = 100;

/**
 * The wanted port if it is free; else the next free one, if nobody asked for exactly this one.
 * The port is not held: somebody may take it before it is bound.
 *
 * @throws SlipwayError PORT_IN_USE naming the port and the setting
 */
export async function choosePort(wish: PortWish): Promise<number> {
  const { wanted, given, setting, host, say = () => {} } = wish;
  if (wanted === 0) return await anyFreePort(host);
  if (await isFree(wanted, host)) return wanted;
  const busy = `Port ${wanted} of ${host} is in use`;
  if (given) throw new SlipwayError('PORT_IN_USE', `${busy}, and ${setting} asks for it.`);
  for (let port = wanted + 1; port <= Math.min(wanted + TRIES, 65_535); port += 1) {
    if (!(await isFree(port, host))) continue;
    say(`${busy}, so this uses ${port}; ${setting} chooses another.`);
    return port;
  }
  throw new SlipwayError('PORT_IN_USE', `${busy}, and so are the next ${TRIES}; set ${setting}.`);
}

/** Whether a server could listen there now. */
export async function isFree(port: number, host: string): Promise<boolean> {
  // On macOS a port can be bound beside a server that listens on every address.
  return (await listenOnce(port, host)) !== undefined && !(await answers(port, host));
}

/** A port that the system gives to a server there; `undefined` where none can listen there. */
export async function systemPort(host: string): Promise<number | undefined> {
  return await listenOnce(0, host);
}

async function anyFreePort(host: string): Promise<number> {
  const port = await systemPort(host);
  if (port === undefined) throw new SlipwayError('PORT_IN_USE', `No port of ${host} can be bound.`);
  return port;
}

async function listenOnce(port: number, host: string): Promise<number | undefined> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === 'object' ? bound?.port : undefined));
    });
  });
}

/** Whether something accepts connections there now. */
export async function answers(port: number, host: string): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect({ port, host });
    const settle = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
