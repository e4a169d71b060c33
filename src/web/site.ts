import { Hono, type MiddlewareHandler } from 'hono';
import { accepts } from 'hono/accepts';
import type { ApiCall } from './api.ts';
import { createPages, type PageParts } from './pages.tsx';

interface SiteParts extends PageParts {
  /** Sees every request for a page. The API sees its own. */
  readonly observe: MiddlewareHandler;
}

/**
 * What people and programs reach at one address: the pages at `/` and below `/ui`, and the API
 * everywhere else. A browser that opens what the API has gets its page.
 */
export function createSite(parts: SiteParts) {
  const api: ApiCall = parts.api;
  return new Hono()
    .use('/', parts.observe)
    .use('/ui/*', parts.observe)
    .use('/releases/:id', toPage)
    .use('/environments/:service/:name', toPage)
    .route('/', createPages(parts))
    .all('*', (c) => api(c.req.raw, c.env as object | undefined));
}

const toPage: MiddlewareHandler = async (c, next) => {
  const supports = ['application/json', 'text/html'];
  const wanted = accepts(c, { header: 'Accept', supports, default: 'application/json' });
  if (wanted !== 'text/html' || c.req.method !== 'GET') return next();
  c.header('Vary', 'Accept');
  return c.redirect(`/ui${c.req.path}`);
};
