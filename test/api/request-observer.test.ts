import { expect, test } from 'vitest';
import type { FinishedRequest } from '../../src/api/request-observer.ts';
import { SlipwayError } from '../../src/domain/errors.ts';
import { appWith, by } from '../support/api.ts';
import { INPUT } from '../support/plan.ts';

/** Sends a request, and gives back what was told of it. */
async function send(path: string, init: RequestInit, engine: Parameters<typeof appWith>[0] = {}) {
  const told: FinishedRequest[] = [];
  const logged: unknown[] = [];
  const app = appWith(engine, {
    observe: (request) => told.push(request),
    logError: (error, requestId) => logged.push([String(error), requestId]),
  });
  const response = await app.request(path, init);
  return { told, logged, id: response.headers.get('X-Request-Id') };
}

test('a finished request is reported once with its route and caller', async () => {
  const { told, id } = await send(`/releases/${INPUT.id}`, by('eve'));
  expect(told).toEqual([
    {
      id,
      method: 'GET',
      route: '/releases/:id',
      path: `/releases/${INPUT.id}`,
      status: 200,
      durationMs: expect.any(Number),
      principal: 'eve',
      releases: [INPUT.id],
    },
  ]);
});

test('a start is reported with the id of its release', async () => {
  const { told } = await send('/releases', by('ana', { service: 'hello', ref: 'main' }));
  expect(told).toMatchObject([{ route: '/releases', status: 201, releases: [INPUT.id] }]);
});

test.each([
  ['/releases/hello-000000000000', {}, { status: 401, code: 'UNAUTHENTICATED' }],
  ['/nowhere?token=secret', by('eve'), { status: 404, route: 'none', path: '/nowhere' }],
  ['/releases?limit=0', by('eve'), { status: 422, code: 'INVALID_REQUEST', principal: 'eve' }],
])('a request to %s that is refused is told as well', async (path, init, expected) => {
  const { told } = await send(path, init);
  expect(told).toMatchObject([expected]);
});

test('an unexpected error is logged with the id of its request', async () => {
  const list = async () => {
    throw new RangeError('a bug');
  };
  const { told, logged, id } = await send('/releases', by('eve'), { list });
  expect(told).toMatchObject([{ status: 500, code: 'INTERNAL' }]);
  expect(logged).toEqual([['RangeError: a bug', id]]);
});

test('an expected error is not logged as a bug', async () => {
  const list = async () => {
    throw new SlipwayError('NO_WORKER', 'none');
  };
  const { logged } = await send('/releases', by('eve'), { list });
  expect(logged).toEqual([]);
});

test('a request keeps the id from its header', async () => {
  const headers = { Authorization: 'Bearer eve', 'X-Request-Id': 'deploy/42:a' };
  const { told, id } = await send('/releases', { headers });
  expect([id, told[0]?.id]).toEqual(['deploy/42:a', 'deploy/42:a']);
});

test.each(['two words', 'a'.repeat(129), '"quoted"'])(
  'a request that brings the id %j gets another',
  async (given) => {
    const headers = { Authorization: 'Bearer eve', 'X-Request-Id': given };
    const { id } = await send('/releases', { headers });
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
  },
);
