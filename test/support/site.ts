import { readAssets } from '../../src/entry/web-assets.ts';
import type { AppDependencies } from '../../src/api/app.ts';
import type { Engine } from '../../src/api/engine.ts';
import { createSite } from '../../src/web/site.ts';
import { expect } from 'vitest';
import { appWith } from './api.ts';

/** The pages over the app of `appWith`. */
export function siteWith(engine: Partial<Engine> = {}, more: Partial<AppDependencies> = {}) {
  const app = appWith(engine, more);
  return createSite({
    api: app.fetch,
    assets: readAssets(),
    logError: (error) => expect.fail(String(error)),
  });
}

/** A page as a caller of `appWith` gets it: its status, and its HTML. */
export async function page(site: ReturnType<typeof siteWith>, path: string, name = 'ana') {
  const headers = { Authorization: `Bearer ${name}`, Accept: 'text/html' };
  const response = await site.request(path, { headers });
  return { status: response.status, headers: response.headers, html: await response.text() };
}
