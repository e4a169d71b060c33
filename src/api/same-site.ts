import type { MiddlewareHandler } from 'hono';
import { SlipwayError } from '../domain/errors.ts';
import type { Env } from './env.ts';

const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses what a page of another site makes a browser send: the cookie comes along, and its person
 * knows nothing of it. A bearer token is never sent by itself, so it may come from anywhere.
 *
 * @param publicUrl where people reach the API, should a proxy name it otherwise
 */
export function onlyFromHere(publicUrl: string | undefined): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { via } = c.var.caller;
    if (via !== 'session') return next();
    if (!SAFE.includes(c.req.method) && !isFromHere(c.req.raw, publicUrl))
      throw new SlipwayError(
        'CROSS_SITE',
        'The request does not say that a page of this site sent it.',
      );
    await next();
    // What one person may read is nothing for whom it passes on its way.
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
  };
}

/**
 * Whether a browser says that a page of this site has sent a request. The host decides: before a
 * proxy the protocol may be another.
 */
export function isFromHere({ url, headers }: Request, publicUrl: string | undefined): boolean {
  const site = headers.get('Sec-Fetch-Site');
  if (site !== null) return site === 'same-origin';
  const origin = headers.get('Origin') ?? '';
  if (!URL.canParse(origin)) return false;
  const hosts = [new URL(url).host, ...(publicUrl === undefined ? [] : [new URL(publicUrl).host])];
  return hosts.includes(new URL(origin).host);
}
