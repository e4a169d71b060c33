import { describe, expect, it } from 'vitest';
import { emptyEnvironment, freezeEnvironment } from '../../src/domain/environment/environment.ts';
import type { Grant, Principal, Role } from '../../src/domain/people/principal.ts';
import type { ReleaseEvent } from '../../src/domain/release/event.ts';
import { answer, appWith, ASKING, GATE_MANIFEST, STORY, told } from '../support/api.ts';

const REASON = { reason: 'The shop is down.' };
const live = (releaseId: string) => ({
  releaseId,
  commit: releaseId.padEnd(40, '0'),
  digest: `sha256:${'1'.repeat(64)}`,
  atMs: 0,
  verified: true,
});

/** Acts in production of the service hello, with the role that each needs. */
const ACTS: ReadonlyArray<readonly [role: Role, method: string, path: string, body: object]> = [
  [
    'approve',
    'POST',
    '/releases/r/approval',
    { verdict: 'approve', approvalRequest: GATE_MANIFEST },
  ],
  ['override', 'POST', '/releases/r/override', { environment: 'production', ...REASON }],
  [
    'admin',
    'POST',
    '/releases/r/mode',
    { environment: 'production', mode: 'automatic', reason: 'Only words.' },
  ],
  ['operate', 'POST', '/releases/r/guidance', { guidanceRequest: 'q-1', choice: 'retry' }],
  ['operate', 'POST', '/releases/r/cancel', {}],
  ['operate', 'PUT', '/environments/hello/production/freeze', REASON],
  ['operate', 'DELETE', '/environments/hello/production/freeze', {}],
  ['operate', 'POST', '/environments/hello/production/rollback', REASON],
];

async function act(
  grant: Grant,
  [, method, path, body]: (typeof ACTS)[number],
  history: readonly ReleaseEvent[] = ASKING,
) {
  const person = { name: 'ana', kind: 'user', roles: [], groups: [] } as const;
  const ana: Principal = { ...person, grants: [grant], via: 'token' };
  const state = { ...emptyEnvironment('hello', 'production'), live: live('b') };
  const app = appWith(
    {
      history: async () => history,
      follow: () => told(history),
      vote: async () => undefined,
      intervene: async () => undefined,
      cancel: async () => {},
      freeze: async () => {},
      unfreeze: async () => {},
      rollBack: async () => 'rollback/1',
      environment: async () =>
        freezeEnvironment(
          { ...state, history: [live('a')] },
          { by: 'ana', reason: 'x', sinceMs: 1 },
        ),
    },
    { authenticate: async () => ana },
  );
  const headers = { 'Content-Type': 'application/json' };
  return answer(app.request(path, { method, headers, body: JSON.stringify(body) }));
}

describe.each(ACTS)('%s is checked in its own scope: %s %s', (...one) => {
  const [role] = one;
  it.each([
    ['in this environment', { environments: ['production'] }],
    ['in this environment of this service', { services: ['hello'], environments: ['production'] }],
    ['in this service', { services: ['hello'] }],
    ['everywhere', {}],
  ])('may be done by who has the role %s', async (_, where) => {
    const { status } = await act({ roles: [role], ...where }, one);
    expect(status).toBeLessThan(300);
  });
  it.each([
    ['in another environment only', { environments: ['staging'] }, 'production of hello'],
    ['in another service only', { services: ['blog'] }, 'production of hello'],
  ])('is refused to who has the role %s', async (_, where, place) => {
    const { status, body } = await act({ roles: [role], ...where }, one);
    expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
    expect(body.detail).toBe(`ana lacks the role ${role} for ${place}.`);
  });
});

describe('an action on a whole release', () => {
  const START = ['start', 'POST', '/releases', { service: 'hello', ref: 'main' }] as const;
  const CANCEL = ['operate', 'POST', '/releases/r/cancel', {}] as const;
  it.each([
    ['is started by who may start this service', START, { services: ['hello'] }, 201],
    ['is not started by who may start another one', START, { services: ['blog'] }, 403],
    ['is cancelled before it is anywhere by who operates it all', CANCEL, {}, 202],
    ['is not by who operates one environment', CANCEL, { environments: ['production'] }, 403],
  ])('%s', async (_, one, where, status) => {
    expect((await act({ roles: [one[0]], ...where }, one, STORY)).status).toBe(status);
  });
});
