import { describe, expect, it } from 'vitest';
import type { Grant, Principal } from '../../../src/domain/people/principal.ts';
import { answer, appWith, by } from '../../support/api.ts';

describe('GET /me', () => {
  it('tells a caller its name, what it may do, and by what it is known', async () => {
    const { status, body } = await answer(appWith().request('/me', by('ana')));
    const roles = ['start', 'approve', 'operate'];
    expect([status, body]).toEqual([
      200,
      { name: 'ana', kind: 'person', roles, grants: [], groups: [], via: 'token' },
    ]);
  });
  it('tells where a role holds that does not hold everywhere', async () => {
    const grant: Grant = { roles: ['approve'], services: ['shop'], environments: ['production'] };
    const person = { name: 'ana', kind: 'person', roles: [], groups: ['managers'] } as const;
    const ana: Principal = { ...person, grants: [grant], via: 'session' };
    const { body } = await answer(appWith({}, { authenticate: async () => ana }).request('/me'));
    expect(body).toEqual(ana);
  });
  it('tells nothing to who is nobody', async () => {
    expect((await answer(appWith().request('/me'))).status).toBe(401);
  });
});
