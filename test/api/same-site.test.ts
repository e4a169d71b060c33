import { describe, expect, it } from 'vitest';
import type { Principal } from '../../src/domain/people/principal.ts';
import { answer, appWith } from '../support/api.ts';

const ANA = { name: 'ana', kind: 'user', roles: ['admin'], grants: [], groups: [] } as const;

/** Cancels a release, or reads who calls, by a caller who is known in this way. */
async function send(
  via: Principal['via'],
  method: string,
  headers: Record<string, string>,
  publicUrl?: string,
) {
  const authenticate = async () => ({ ...ANA, via });
  const app = appWith({ cancel: async () => {} }, { authenticate, publicUrl });
  const [path, body] = method === 'GET' ? ['/me', null] : ['/releases/r/cancel', '{}'];
  const all = { 'Content-Type': 'application/json', ...headers };
  return answer(app.request(`http://slipway.test${path}`, { method, headers: all, body }));
}

describe('a request with a session cookie', () => {
  it.each([
    ['by a page of this site', { 'Sec-Fetch-Site': 'same-origin' }],
    ['by this origin, from an older browser', { Origin: 'http://slipway.test' }],
    ['by this host, before a proxy', { Origin: 'https://slipway.test' }],
  ])('is carried out when sent %s', async (_, headers) => {
    expect((await send('session', 'POST', headers)).status).toBe(202);
  });

  it.each([
    ['by another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://evil.test' }],
    ['by another host of this site', { 'Sec-Fetch-Site': 'same-site' }],
    ['by nobody who says so', {}],
    [
      'by another site that claims this origin',
      { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://slipway.test' },
    ],
    ['by another origin, from an older browser', { Origin: 'http://evil.test' }],
    ['by another port of this host', { Origin: 'http://slipway.test:8080' }],
    ['by a page without an origin', { Origin: 'null' }],
  ])('is refused when sent %s', async (_, headers) => {
    const { status, body } = await send('session', 'POST', headers);
    expect([status, body.code]).toEqual([403, 'CROSS_SITE']);
  });

  it('can read from any site, and its response is not cached', async () => {
    const { status, headers } = await send('session', 'GET', { 'Sec-Fetch-Site': 'cross-site' });
    expect([status, headers.get('Cache-Control')]).toEqual([200, 'no-store']);
  });
});

describe('a request without configured users', () => {
  it.each([
    ['by a program that is no browser', {}],
    ['by a page of this site', { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://slipway.test' }],
    ['by this origin, from an older browser', { Origin: 'http://slipway.test' }],
    ['by a person at the address bar', { 'Sec-Fetch-Site': 'none' }],
  ])('is carried out when sent %s', async (_, headers) => {
    expect((await send('local', 'POST', headers)).status).toBe(202);
  });

  it.each([
    ['by another site', { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://evil.test' }],
    ['by what runs at another port of this machine', { 'Sec-Fetch-Site': 'same-site' }],
    ['by another origin, from an older browser', { Origin: 'http://evil.test' }],
    ['by a page without an origin', { Origin: 'null' }],
  ])('is refused when sent %s', async (_, headers) => {
    const { status, body } = await send('local', 'POST', headers);
    expect([status, body.code]).toEqual([403, 'CROSS_SITE']);
  });
});

it.each(['token', 'jwt'] as const)('a request by a %s may come from anywhere', async (via) => {
  expect((await send(via, 'POST', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(202);
});

it('accepts the public name of this site behind a proxy', async () => {
  const headers = { Origin: 'https://slipway.example.com' };
  expect((await send('session', 'POST', headers)).status).toBe(403);
  const publicUrl = 'https://slipway.example.com';
  expect((await send('session', 'POST', headers, publicUrl)).status).toBe(202);
});
