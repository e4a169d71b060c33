import type { MiddlewareHandler } from 'hono';
import { SlipwayError } from '../domain/errors.ts';
import type { Principal } from '../domain/people/principal.ts';
import { senderOf } from '../domain/people/sender.ts';
import type { Env } from './app-context.ts';

const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses what a page of another site makes a browser send, without its person knowing: the cookie
 * comes along, and where nobody is configured no more than the port is needed. A bearer token is
 * never sent by itself, so it may come from anywhere.
 *
 * @param publicUrl where people reach the API, should a proxy name it otherwise
 */
export function requireSameSite(publicUrl: string | undefined): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { via } = c.var.principal;
    if (!SAFE.includes(c.req.method)) refuseAnotherSite(via, c.req.raw, publicUrl);
    await next();
    // What one person may read is nothing for whom it passes on its way.
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
  // The developer's own curl says nothing, and a browser that holds a session always does.
  if (sender === 'this-site' || (sender === 'unsaid' && via === 'local')) return;
  throw new SlipwayError(
    'CROSS_SITE',
    sender === 'unsaid'
      ? 'The request does not say that a page of this site sent it.'
      : 'A page of another site sent the request.',
  );
}
