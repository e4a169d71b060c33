import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { SlipwayError } from '../domain/errors.ts';

export interface Listening {
  readonly port: number;
  /** Ends open streams and connections. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Opens a port for the API.
 *
 * @param stop called before connections are closed: `close` would wait for open streams for ever
 * @throws SlipwayError PORT_IN_USE
 */
export async function listen(
  app: { fetch: (request: Request) => Response | Promise<Response> },
  { host, port, stop }: { host: string; port: number; stop(): void },
): Promise<Listening> {
  const server = serve({ fetch: app.fetch, hostname: host, port }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new SlipwayError(
          'PORT_IN_USE',
          `Cannot listen on ${host}:${port} (${error.code ?? error.message}). Set SLIPWAY_PORT or SLIPWAY_HOST.`,
        ),
      ),
    );
  });
  // A connection that cannot be accepted, as without a free descriptor, is not the end of the others.
  server.on('error', (error) => process.emitWarning(error));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async close() {
      stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
