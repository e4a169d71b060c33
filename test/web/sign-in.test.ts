import { describe, expect, it } from 'vitest';
import type { SignIn, Visit } from '../../src/api/sign-in.ts';
import { type ErrorCode, SlipwayError } from '../../src/domain/errors.ts';
import type { Principal } from '../../src/domain/people/principal.ts';
import { page, siteWith } from '../support/site.ts';

const HERE = { 'Sec-Fetch-Site': 'same-origin' };
const withDoor = (door: Partial<SignIn>) => siteWith({}, {}, door);
const form = (fields: Record<string, string>, headers: Record<string, string> = HERE) => ({
  method: 'POST',
  headers,
  body: new URLSearchParams(fields),
});

describe('the page to sign in', () => {
  it.each([
    ['a provider', { provider: 'id.example.com', tokens: false }, true, false],
    ['tokens', { tokens: true }, false, true],
    ['both', { provider: 'id.example.com', tokens: true }, true, true],
  ])('offers what there is: %s', async (_, ways, hasProvider, hasForm) => {
    const { status, html } = await page(withDoor({ ways: () => ways }), '/ui/sign-in?to=/x?a=1');
    expect(status).toBe(200);
    expect(html.includes('Sign in with id.example.com')).toBe(hasProvider);
    expect(html.includes('href="/ui/sign-in/provider?to=%2Fx%3Fa%3D1"')).toBe(hasProvider);
    expect(html.includes('name="token"')).toBe(hasForm);
    expect(html.includes('<input type="hidden" name="to" value="/x?a=1"/>')).toBe(hasForm);
  });

  it('says so where there is nobody to sign in as', async () => {
    const { html } = await page(withDoor({ ways: () => ({ tokens: false }) }), '/ui/sign-in');
    expect(html).toContain('there is nothing to sign in to');
  });

  it('says that one is out, and what is still in', async () => {
    const ways = () => ({ provider: 'id.example.com', tokens: false });
    const { html } = await page(withDoor({ ways }), '/ui/sign-in?out');
    expect(html).toContain(
      'You are signed out of Slipway. You may still be signed in to id.example.com.',
    );
  });

  it.each<[ErrorCode, number, string]>([
    ['UNAUTHENTICATED', 401, 'with a valid token'],
    ['TOO_MANY_ATTEMPTS', 429, 'Wait for the time'],
    ['USERS_ONLY', 403, 'service accounts cannot do this'],
    ['SIGN_IN_INSECURE', 400, 'Open Slipway over https'],
  ])(
    'says in a sentence why a token lets nobody in, and what to do: %s',
    async (code, status, next) => {
      const byToken = async () => {
        throw new SlipwayError(code, 'Something <happened>.', { details: { retryAfterS: 42 } });
      };
      const answer = await withDoor({ byToken }).request(
        '/ui/sign-in',
        form({ token: 'x', to: '/y' }),
      );
      const html = await answer.text();
      expect([answer.status, answer.headers.get('Retry-After')]).toEqual([status, '42']);
      expect(html).toContain('role="alert"');
      expect(html).toContain('Something &lt;happened&gt;.');
      expect(html).toContain(next);
      expect(html).toContain('value="/y"');
      expect(html).not.toContain('value="x"');
    },
  );

  it.each<[ErrorCode, string, number]>([
    ['PROVIDER_UNREACHABLE', '/ui/sign-in/provider', 502],
    ['PROVIDER_INVALID', '/ui/sign-in/callback', 502],
    ['SIGN_IN_REFUSED', '/ui/sign-in/callback?error=access_denied', 403],
    ['SIGN_IN_FAILED', '/ui/sign-in/callback?code=x', 400],
  ])('says in a sentence why the provider lets nobody in: %s', async (code, path, status) => {
    const fail = async () => {
      throw new SlipwayError(code, 'Something happened.');
    };
    const answered = await page(withDoor({ begin: fail, finish: fail }), path);
    expect([answered.status, answered.html.includes('Something happened.')]).toEqual([
      status,
      true,
    ]);
  });

  it('sends the browser on with its cookies, and nobody keeps that', async () => {
    const seen: Visit[] = [];
    const begin = async (visit: Visit, to: string | undefined) => {
      seen.push(visit);
      return { location: `https://id.example.com/?${to}`, cookies: ['a=1; Path=/', 'b=2'] };
    };
    const headers = { Cookie: 'c=3', 'X-Forwarded-For': '192.0.2.1' };
    const { status, headers: got } = await withDoor({ begin }).request(
      'http://slipway.test/ui/sign-in/provider?to=/x',
      { headers },
    );
    expect([status, got.get('Location')]).toEqual([303, 'https://id.example.com/?/x']);
    expect([got.getSetCookie(), got.get('Cache-Control')]).toEqual([
      ['a=1; Path=/', 'b=2'],
      'no-store',
    ]);
    expect(seen).toMatchObject([
      {
        url: 'http://slipway.test/ui/sign-in/provider?to=/x',
        cookies: 'c=3',
        forwardedFor: '192.0.2.1',
      },
    ]);
  });

  it.each(['/ui/sign-in', '/ui/sign-out'])('takes no form of another site at %s', async (path) => {
    const answer = await withDoor({}).request(
      path,
      form({ token: 'x' }, { Origin: 'http://evil.test' }),
    );
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('CROSS_SITE');
  });
});

describe('who opens a page', () => {
  it('without any credential is asked for one, and comes back', async () => {
    const { status, headers } = await siteWith().request('/ui/releases/x?a=1');
    expect([status, headers.get('Location')]).toEqual([
      302,
      '/ui/sign-in?to=%2Fui%2Freleases%2Fx%3Fa%3D1',
    ]);
  });

  it.each([
    ['session', true],
    ['token', false],
  ] as const)('by a %s may sign out: %s', async (via, may) => {
    const ana = { name: 'ana', kind: 'user', roles: [], grants: [], groups: [] } as const;
    const authenticate = async (): Promise<Principal> => ({ ...ana, via });
    const { html } = await page(siteWith({}, { authenticate }), '/');
    expect(html.includes('action="/ui/sign-out"')).toBe(may);
    expect(html).toContain('ana');
  });
});
