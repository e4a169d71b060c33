import { Hono } from 'hono';
import { etag } from 'hono/etag';

/** Styles, scripts and images of the pages, by their name under `/ui`. */
export type Assets = Readonly<Record<string, string>>;

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Serves the assets. Browsers revalidate each time, and mostly get a 304. */
export function assetRoutes(assets: Assets) {
  const app = new Hono();
  for (const [name, text] of Object.entries(assets)) {
    const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    const headers = { 'Content-Type': type, 'Cache-Control': 'no-cache' };
    // Only here: `etag` reads a response to its end, and a stream has none.
    app.get(`/ui/${name}`, etag(), (c) => c.body(text, 200, headers));
  }
  return app;
}
