import { readAssets } from '../../src/entry/web-assets.ts';
import type { AppDependencies } from '../../src/api/app.ts';
import type { SignIn } from '../../src/api/sign-in.ts';
import type { Engine } from '../../src/api/engine.ts';
import { createSite } from '../../src/web/site.ts';
import { expect } from 'vitest';
import { appWith } from './api.ts';

const unexpected = () => Promise.reject(new Error('not expected to be called'));

/** People are known by tokens; nobody comes in. */
const DOOR: SignIn = {
  ways: () => ({ tokens: true }),
  begin: unexpected,
  finish: unexpected,
  byToken: unexpected,
  leave: () => ({ location: '/ui/sign-in?out', cookies: [] }),
};

/** The pages over the app of `appWith`. */
export function siteWith(
  engine: Partial<Engine> = {},
  more: Partial<AppDependencies> = {},
  signIn: Partial<SignIn> = {},
) {
  const app = appWith(engine, more);
  return createSite({
    api: app.fetch,
    assets: readAssets(),
    signIn: { ...DOOR, ...signIn },
    logError: (error) => expect.fail(String(error)),
  });
}

/** A page as a caller of `appWith` gets it: its status, and its HTML. */
export async function page(site: ReturnType<typeof siteWith>, path: string, name = 'ana') {
  const headers = { Authorization: `Bearer ${name}`, Accept: 'text/html' };
  const response = await site.request(path, { headers });
  return { status: response.status, headers: response.headers, html: await response.text() };
}
