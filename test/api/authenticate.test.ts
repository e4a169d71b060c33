import { describe, expect, it } from 'vitest';
import { createAuthenticate } from '../../src/api/authenticate.ts';
import { answer, appWith, by, NOBODY } from '../support/api.ts';

describe('bearer tokens', () => {
  it.each([
    ['no header', {}],
    ['another scheme', { Authorization: 'Basic ana' }],
    ['an unknown token', { Authorization: 'Bearer nobody' }],
    ['an empty token', { Authorization: 'Bearer ' }],
  ])('refuses %s', async (_, headers) => {
    const { status, body } = await answer(appWith().request('/releases', { headers }));
    expect([status, body.code]).toEqual([401, 'UNAUTHENTICATED']);
  });
  it('accepts a valid token', async () => {
    expect((await appWith().request('/releases', by('eve'))).status).toBe(200);
  });
  it.each(['/health/live', '/health/ready', '/openapi.json', '/docs'])(
    'asks for none at %s',
    async (path) => {
      expect((await appWith().request(path)).status).toBe(200);
    },
  );
});

it('treats every request as the local developer while no users are set up', async () => {
  const me = { name: 'me@localhost', kind: 'user', roles: ['admin'] } as const;
  const local = { ...me, grants: [], groups: [], via: 'local' } as const;
  const nobody = { isLocal: true, principals: [], webhooks: {} };
  const authenticate = createAuthenticate(
    () => nobody,
    NOBODY,
    () => local,
  );
  expect(await authenticate(new Headers())).toBe(local);
});
