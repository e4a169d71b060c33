import { describe, expect, it } from 'vitest';
import { answer, appWith, by } from '../support/api.ts';

it('returns 404 for an unknown path', async () => {
  const { status, body } = await answer(appWith().request('/nope', by('eve')));
  expect([status, body.code]).toEqual([404, 'PAGE_NOT_FOUND']);
});
it.each([
  ['DELETE', '/releases', 'GET, POST'],
  ['PUT', '/releases/r', 'GET'],
  ['GET', '/releases/r/approval', 'POST'],
])('answers 405 to %s %s, and says what is allowed', async (method, path, allow) => {
  const { status, headers, body } = await answer(appWith().request(path, { ...by('eve'), method }));
  expect([status, body.code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
  expect(headers.get('Allow')?.split(', ').toSorted().join(', ')).toBe(allow);
});

it.each([
  ['http://127.0.0.1:3000/releases', 200],
  ['http://evil.example/releases', 403],
])('without callers %s is answered with %i', async (url, status) => {
  const app = appWith({}, { hosts: () => ['127.0.0.1'] });
  expect((await app.request(url, by('eve'))).status).toBe(status);
});

describe('/health/ready', () => {
  it.each([
    [{ temporal: true, worker: true }, 200],
    [{ temporal: true, worker: false }, 200],
    [{ temporal: false, worker: false }, 503],
  ])('for %j answers %i', async (health, status) => {
    const ready = await answer(appWith({ health: async () => health }).request('/health/ready'));
    const body = { ready: health.temporal, ...health, configuration: 'ok' };
    expect([ready.status, ready.body]).toEqual([status, body]);
  });

  it('W4 a broken slipway.yaml is reported, and the API stays ready', async () => {
    const problem = 'slipway.yaml:1:1: service: found an unknown key, expected services';
    const app = appWith({}, { configurationProblem: () => problem });
    const { status, body } = await answer(app.request('/health/ready'));
    expect([status, body]).toMatchObject([200, { ready: true, configuration: 'broken', problem }]);
  });
});

describe('/docs', () => {
  it('shows every call and every error code', async () => {
    const document = (await answer(appWith().request('/openapi.json'))).body;
    const { body: page, type } = await answer(appWith().request('/docs'));
    expect(type).toContain('text/html');
    const operations = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods as object),
    );
    expect(operations.length).toBeGreaterThan(10);
    for (const { operationId } of operations) expect(page).toContain(`id="${operationId}"`);
    expect(page).toContain('id="APPROVAL_REQUEST_CHANGED"');
    // Without it browsers read the page as one of the last century.
    expect(page).toMatch(/^<!doctype html>/);
  });
});
