import { Hono, type MiddlewareHandler } from 'hono';
import { accepts } from 'hono/accepts';
import type { ApiCall } from './api.ts';
import { createPages, type PageParts } from './pages.tsx';

interface SiteParts extends PageParts {
  /** Observes requests for pages. The API observes its own. */
  readonly observe: MiddlewareHandler;
}

/**
 * Pages and API at one address: the pages at `/` and below `/ui`, the API everywhere else. A browser
 * that opens a resource of the API is sent to its page.
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
