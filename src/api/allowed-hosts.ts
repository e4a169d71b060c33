import type { MiddlewareHandler } from 'hono';
import { SlipwayError } from '../domain/errors.ts';

/**
 * Refuses requests to other hosts. A page of the web may point a name of its own at 127.0.0.1, and
 * then speak to this API from a browser on this machine (DNS rebinding).
 *
 * @param hosts names without a port, read at every request; `undefined` where any host is served
 */
export function requireAllowedHost(hosts: () => readonly string[] | undefined): MiddlewareHandler {
  return async (c, next) => {
    const { hostname } = new URL(c.req.url);
    if (hosts()?.includes(hostname) === false)
      throw new SlipwayError(
        'HOST_NOT_ALLOWED',
        `Without callers, the host ${hostname} is not served.`,
      );
    await next();
  };
}
