import type { MiddlewareHandler } from 'hono';
import { SlipwayError } from '../domain/errors.ts';
import type { Principal } from '../domain/people/principal.ts';
import { senderOf } from '../domain/people/sender.ts';
import type { Env } from './app-context.ts';

const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses requests that a page of another site makes a browser send (CSRF): the browser adds the
 * cookie, and without users the port is enough. A browser never adds a bearer token, so requests
 * with one may come from anywhere.
 *
 * @param publicUrl the public URL of the API behind a proxy
 */
export function requireSameSite(publicUrl: string | undefined): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { via } = c.var.principal;
    if (!SAFE.includes(c.req.method)) refuseAnotherSite(via, c.req.raw, publicUrl);
    await next();
    // Caches must not keep one user's responses.
    if (via === 'session' && !c.res.headers.has('Cache-Control'))
      c.header('Cache-Control', 'no-store');
  };
}

function refuseAnotherSite(
  via: Principal['via'],
  { url, headers }: Request,
  publicUrl: string | undefined,
): void {
  if (via !== 'session' && via !== 'local') return;
  const hosts = [url, publicUrl].flatMap((at) => (at === undefined ? [] : [new URL(at).host]));
  const said = {
    site: headers.get('Sec-Fetch-Site') ?? undefined,
    origin: headers.get('Origin') ?? undefined,
  };
  const sender = senderOf(said, hosts);
  // Local curl sends neither header; a browser with a session always does.
  if (sender === 'this-site' || (sender === 'unsaid' && via === 'local')) return;
  throw new SlipwayError(
    'CROSS_SITE',
    sender === 'unsaid'
      ? 'The request did not come from a Slipway page.'
      : 'A page of another site sent the request.',
  );
}
