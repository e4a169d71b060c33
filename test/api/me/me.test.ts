import { describe, expect, it } from 'vitest';
import type { Grant, Principal } from '../../../src/domain/people/principal.ts';
import { answer, appWith, by } from '../../support/api.ts';

describe('GET /me', () => {
  it('returns the name, roles and sign-in method of the caller', async () => {
    const { status, body } = await answer(appWith().request('/me', by('ana')));
    const roles = ['start', 'approve', 'operate'];
    expect([status, body]).toEqual([
      200,
      { name: 'ana', kind: 'user', roles, grants: [], groups: [], via: 'token' },
    ]);
  });
  it('returns the limits of a role', async () => {
    const grant: Grant = { roles: ['approve'], services: ['shop'], environments: ['production'] };
    const person = { name: 'ana', kind: 'user', roles: [], groups: ['managers'] } as const;
    const ana: Principal = { ...person, grants: [grant], via: 'session' };
    const { body } = await answer(appWith({}, { authenticate: async () => ana }).request('/me'));
    expect(body).toEqual(ana);
  });
  it('refuses a request without credentials', async () => {
    expect((await answer(appWith().request('/me'))).status).toBe(401);
  });
});
