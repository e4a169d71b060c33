import type { MiddlewareHandler } from 'hono';
import { SlipwayError } from '../domain/errors.ts';

/**
 * Refuses requests to other hosts. A web page can point its own domain at 127.0.0.1 and then call
 * this API from a browser on this machine (DNS rebinding).
 *
 * @param hosts names without a port, read at every request; `undefined` allows any host
 */
export function requireAllowedHost(hosts: () => readonly string[] | undefined): MiddlewareHandler {
  return async (c, next) => {
    const { hostname } = new URL(c.req.url);
    if (hosts()?.includes(hostname) === false)
      throw new SlipwayError(
        'HOST_NOT_ALLOWED',
        `No users are set up, so ${hostname} is not allowed.`,
      );
    await next();
  };
}
