import { Hono } from 'hono';
import { etag } from 'hono/etag';

/** What pages load beside their HTML, by the name under `/ui`. */
export type Assets = Readonly<Record<string, string>>;

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Serves the assets. A browser asks each time whether it has the newest, and mostly gets a 304. */
export function assetRoutes(assets: Assets) {
  const app = new Hono();
  for (const [name, text] of Object.entries(assets)) {
    const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    const headers = { 'Content-Type': type, 'Cache-Control': 'no-cache' };
    // Only here: it reads an answer to its end, and a stream has none.
    app.get(`/ui/${name}`, etag(), (c) => c.body(text, 200, headers));
  }
  return app;
}
