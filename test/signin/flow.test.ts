import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createBrowser } from '../support/browser-by-hand.ts';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { knowPeople, slipwayYaml, TOKEN } from './known-people.ts';

const ORIGIN = 'http://127.0.0.1:1';
const CALLBACK = `${ORIGIN}/ui/sign-in/callback`;
const HERE = { 'Sec-Fetch-Site': 'same-origin' };

let provider: IdentityProvider;
beforeAll(async () => {
  provider = await startIdentityProvider();
  await provider.returnTo(CALLBACK);
  provider.accounts.set('ana', {
    email: 'ana@example.com',
    email_verified: true,
    groups: ['leads'],
  });
});
afterAll(() => provider.close());

/** Slipway in this process, and a person with a browser. */
function stage(more = '') {
  const people = knowPeople(slipwayYaml(provider.issuer, more));
  const browser = createBrowser({ origin: ORIGIN, fetch: (request) => people.site.fetch(request) });
  return {
    ...people,
    browser,
    me: async () => JSON.parse((await browser.go(`${ORIGIN}/me`)).text),
  };
}
type Stage = ReturnType<typeof stage>;

/** From the link to the provider, its two forms, and back. */
async function signIn({ browser }: Stage, login: string, to = '/ui/releases/x') {
  const path = `/ui/sign-in/provider?to=${encodeURIComponent(to)}`;
  const asked = await browser.go(`${ORIGIN}${path}`);
  const known = await browser.submit(asked, { login, password: 'any' });
  return known.url.startsWith(ORIGIN) ? known : browser.submit(known, {});
}

const byToken = ({ browser }: Stage, token: string, to = '/') =>
  browser.go(`${ORIGIN}/ui/sign-in`, {
    method: 'POST',
    headers: HERE,
    body: new URLSearchParams({ token, to }),
  });

describe('signing in at the identity provider', () => {
  test('leads back to where the person was, and the browser is known from then on', async () => {
    const here = stage();
    expect((await signIn(here, 'ana')).url).toBe(`${ORIGIN}/ui/releases/x`);
    expect(await here.me()).toEqual({
      name: 'ana@example.com',
      kind: 'user',
      roles: [],
      grants: [{ roles: ['approve'] }],
      groups: ['managers', 'readers'],
      via: 'session',
    });
    expect([...here.browser.cookies('127.0.0.1:1').keys()]).toEqual(['__Host-slipway']);
  });

  test('G8 leaves behind what the provider said, and when', async () => {
    const here = stage();
    await signIn(here, 'ana');
    expect(here.kept).toMatchObject([{ name: 'ana@example.com', claims: ['leads'] }]);
    expect(Math.abs(Date.now() - (here.kept[0]?.atMs ?? 0))).toBeLessThan(10_000);
  });

  test.each([
    [
      'nobody of slipway.yaml',
      'eve',
      { email: 'eve@example.com', email_verified: true },
      'eve@example.com is in no group',
    ],
    [
      'an address that nobody verified',
      'ben',
      { email: 'ana@example.com', email_verified: false },
      'has not verified the address',
    ],
    ['no address at all', 'cleo', {}, 'gives no email'],
  ])('refuses %s with a sentence, and keeps nothing', async (_, login, account, sentence) => {
    provider.accounts.set(login, account);
    const here = stage();
    const { status, text } = await signIn(here, login);
    expect([status, text.includes(sentence)]).toEqual([403, true]);
    expect([here.kept, here.browser.cookies('127.0.0.1:1').has('__Host-slipway')]).toEqual([
      [],
      false,
    ]);
  });

  test('G8 refuses who was put out of every group, and leaves behind that it was so', async () => {
    provider.accounts.set('fay', {
      email: 'fay@example.com',
      email_verified: true,
      groups: ['leads'],
    });
    const here = stage();
    await signIn(here, 'fay');
    provider.accounts.set('fay', { email: 'fay@example.com', email_verified: true });
    expect((await here.browser.go(`${ORIGIN}/ui/sign-in/provider`)).status).toBe(403);
    expect(here.kept.map(({ claims }) => claims)).toEqual([['leads'], []]);
  });

  test('says so when the person does not want to', async () => {
    const here = stage();
    const asked = await here.browser.go(`${ORIGIN}/ui/sign-in/provider`);
    const { status, text } = await here.browser.go(`${asked.url}/abort`);
    expect([status, text.includes('denied the sign-in')]).toEqual([403, true]);
  });

  test('is of no use without the browser that began it', async () => {
    const [mine, theirs] = [stage(), stage()];
    const asked = await theirs.browser.go(`${ORIGIN}/ui/sign-in/provider`);
    // Their way in, as a link for me: I would be signed in as they are.
    let link = '';
    const watching = vi.spyOn(theirs.site, 'fetch').mockImplementation(async (request) => {
      link = request.url;
      return new Response('');
    });
    await theirs.browser.submit(
      await theirs.browser.submit(asked, { login: 'ana', password: 'x' }),
      {},
    );
    watching.mockRestore();
    expect(link).toContain('code=');
    expect((await mine.browser.go(link)).text).toContain('This sign-in was not started here');
    await mine.browser.go(`${ORIGIN}/ui/sign-in/provider`);
    expect((await mine.browser.go(link)).text).toContain(
      'The response belongs to another sign-in.',
    );
  });

  test('can be done once with one answer', async () => {
    const here = stage();
    await signIn(here, 'ana');
    const callback = `${CALLBACK}?code=used&state=x`;
    expect((await here.browser.go(callback)).status).toBe(400);
  });

  test('leads nowhere else, whatever the link said', async () => {
    expect((await signIn(stage(), 'ana', '//evil.example/')).url).toBe(`${ORIGIN}/`);
  });

  test('says so while the provider is away, and works when it is back', async () => {
    const here = stage();
    provider.pause(true);
    const away = await here.browser.go(`${ORIGIN}/ui/sign-in/provider`);
    provider.pause(false);
    expect([away.status, away.text.includes('does not answer')]).toEqual([502, true]);
    expect(here.told).toEqual(['PROVIDER_UNREACHABLE']);
    expect((await signIn(here, 'ana')).url).toBe(`${ORIGIN}/ui/releases/x`);
  });

  test('says that the operator must act when the secret of the client is another one', async () => {
    const here = stage();
    here.configure(
      slipwayYaml(provider.issuer).replace('{ env: CLIENT_SECRET }', '{ env: OTHER_SECRET }'),
    );
    const { status, text } = await signIn(here, 'ana');
    expect([status, text.includes('rejected the client secret')]).toEqual([502, true]);
    expect(here.told).toEqual(['PROVIDER_INVALID']);
  });

  test('takes the keys of now', async () => {
    const here = stage();
    await signIn(here, 'ana');
    await provider.rotate();
    const other = stage();
    expect((await signIn(other, 'ana')).url).toBe(`${ORIGIN}/ui/releases/x`);
  });
});

describe('signing in by a token', () => {
  test('gives the browser a session instead of the token', async () => {
    const here = stage();
    expect((await byToken(here, ` ${TOKEN}\n`, '/ui/releases/x')).url).toBe(
      `${ORIGIN}/ui/releases/x`,
    );
    expect(await here.me()).toMatchObject({
      name: 'cleo@example.com',
      roles: ['start'],
      via: 'session',
    });
    const [cookie = ''] = here.browser.cookies('127.0.0.1:1').values();
    expect(cookie).not.toContain(TOKEN);
  });

  test.each([
    ['a token that nobody has', 'nobody', 401, 'The token is not valid.'],
    ['nothing', '', 401, 'The token is not valid.'],
    ['the token of a service', `${TOKEN}-ci`, 403, 'only users can sign in'],
  ])('refuses %s', async (_, token, status, sentence) => {
    const refused = await byToken(stage(), token);
    expect([refused.status, refused.text.includes(sentence)]).toEqual([status, true]);
  });

  test('is held back after ten that failed, also the right one, and says for how long', async () => {
    const here = stage();
    for (let i = 0; i < 10; i += 1) expect((await byToken(here, `wrong-${i}`)).status).toBe(401);
    const { status, text } = await byToken(here, TOKEN);
    expect([status, /Wait \d+ seconds/.test(text)]).toEqual([429, true]);
    expect((await signIn(here, 'ana')).url).toBe(`${ORIGIN}/ui/releases/x`);
  });
});

describe('a session', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  test('ends by itself after eight hours', async () => {
    const here = stage();
    await byToken(here, TOKEN);
    vi.setSystemTime(Date.now() + 8 * 3_600_000 - 5_000);
    expect(await here.me()).toMatchObject({ via: 'session' });
    vi.setSystemTime(Date.now() + 10_000);
    expect(await here.me()).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('ends when the person signs out', async () => {
    const here = stage();
    await byToken(here, TOKEN);
    const out = await here.browser.go(`${ORIGIN}/ui/sign-out`, { method: 'POST', headers: HERE });
    expect(out.text).toContain('You are signed out of Slipway.');
    expect(await here.me()).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(here.browser.cookies('127.0.0.1:1').size).toBe(0);
  });

  test('has the roles and groups of now', async () => {
    const here = stage();
    await signIn(here, 'ana');
    const yaml = slipwayYaml(provider.issuer).replace('roles: [approve]', 'roles: [operate]');
    here.configure(yaml.replace('readers: [ana@example.com]', 'readers: [ben@example.com]'));
    expect(await here.me()).toMatchObject({
      groups: ['managers'],
      grants: [{ roles: ['operate'] }],
    });
  });

  test.each([
    [
      'its token is another one',
      (yaml: string) => yaml.replace(/tokenSha256: ..../, 'tokenSha256: aaaa'),
    ],
    ['its caller is gone', (yaml: string) => yaml.replace('cleo@example.com', 'zoe@example.com')],
  ])('of a token ends when %s', async (_, change) => {
    const here = stage();
    await byToken(here, TOKEN);
    here.configure(change(slipwayYaml(provider.issuer)));
    expect(await here.me()).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test.each([
    [
      'there is another provider',
      (yaml: string) => yaml.replace(provider.issuer, 'https://id.example.com'),
    ],
    [
      'nothing lets the person in any more',
      (yaml: string) => yaml.replace('leads: managers', 'x: managers').replace('ana@', 'ben@'),
    ],
  ])('of a provider ends when %s', async (_, change) => {
    const here = stage();
    await signIn(here, 'ana');
    here.configure(change(slipwayYaml(provider.issuer)));
    expect(await here.me()).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('comes before nothing: a bearer token says who calls', async () => {
    const here = stage();
    await signIn(here, 'ana');
    const headers = { Authorization: `Bearer ${TOKEN}` };
    expect(JSON.parse((await here.browser.go(`${ORIGIN}/me`, { headers })).text).via).toBe('token');
  });

  test('is kept by the browser for this host alone, and no script reads it', async () => {
    const { site } = stage();
    const body = new URLSearchParams({ token: TOKEN });
    const answer = await site.request(`${ORIGIN}/ui/sign-in`, {
      method: 'POST',
      headers: HERE,
      body,
    });
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-slipway=/);
    for (const part of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax', 'Max-Age=28800'])
      expect(cookie.split('; ')).toContain(part);
    expect(cookie).not.toContain('Domain');
  });

  test('is not begun over http from another machine: its browser would not keep it', async () => {
    const { site } = stage();
    const body = new URLSearchParams({ token: TOKEN });
    const answer = await site.request('http://slipway.test/ui/sign-in', {
      method: 'POST',
      headers: HERE,
      body,
    });
    expect([answer.status, await answer.text()]).toEqual([
      400,
      expect.stringContaining('Open Slipway over https'),
    ]);
  });
});
