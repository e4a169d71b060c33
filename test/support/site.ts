import { expect } from 'vitest';
import type { AppDependencies } from '../../src/api/app.ts';
import type { FakeEngine } from './fake-engine.ts';
import { observe } from '../../src/api/request-observer.ts';
import type { SignIn } from '../../src/api/sign-in.ts';
import { readAssets } from '../../src/entry/web-assets.ts';
import { createSite } from '../../src/web/site.ts';
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

export type Site = ReturnType<typeof siteWith>;

/** The pages over the app of `appWith`. */
export function siteWith(
  engine: Partial<FakeEngine> = {},
  more: Partial<AppDependencies> = {},
  signIn: Partial<SignIn> = {},
) {
  const app = appWith(engine, more);
  return createSite({
    api: app.fetch,
    assets: readAssets(),
    signIn: { ...DOOR, ...signIn },
    observe: observe(more.observe ?? (() => {})),
    logError: (error) => expect.fail(String(error)),
  });
}

/** A page as a caller of `appWith` gets it: its status, and its HTML. */
export async function page(site: Site, path: string, name = 'ana', cookie = '') {
  const headers = { Authorization: `Bearer ${name}`, Accept: 'text/html', Cookie: cookie };
  const response = await site.request(path, { headers });
  return { status: response.status, headers: response.headers, html: await response.text() };
}

/** What a form is answered, and what the page says to which it leads. */
export async function submit(
  site: Site,
  path: string,
  fields: Readonly<Record<string, string>>,
  name = 'ana',
) {
  const headers = {
    Authorization: `Bearer ${name}`,
    'Content-Type': 'application/x-www-form-urlencoded',
    'Sec-Fetch-Site': 'same-origin',
  };
  const body = new URLSearchParams(fields).toString();
  const response = await site.request(path, { method: 'POST', headers, body });
  const location = response.headers.get('Location') ?? '';
  const [cookie = ''] = (response.headers.get('Set-Cookie') ?? '').split(';');
  const { html } = await page(site, location || '/', name, cookie);
  return { status: response.status, location, notice: noticeIn(html), cookie };
}

/** What a page says a form has done, without its marks. */
export function noticeIn(html: string): string {
  const [, said = ''] = /<p id="notice"[^>]*>(.*?)<\/p>/s.exec(html) ?? [];
  return said.replace(/<[^>]*>/g, '').trim();
}
