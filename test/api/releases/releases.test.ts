import { describe, expect, it } from 'vitest';
import type { StartRequest } from '../../../src/api/engine.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import { WAITING_PHASES } from '../../../src/domain/release/release.ts';
import { answer, appWith, by } from '../../support/api.ts';
import { INPUT } from '../../support/plan.ts';

describe('POST /releases', () => {
  it('S1 returns 201 and the location of a started release', async () => {
    const { status, headers, body } = await answer(
      appWith().request('/releases', by('ana', { service: 'hello', ref: 'main' })),
    );
    expect(status).toBe(201);
    expect(headers.get('Location')).toBe(`/releases/${INPUT.id}`);
    expect(body).toMatchObject({ id: INPUT.id, phase: 'building' });
  });

  it('S1 returns 200 with the existing release', async () => {
    const app = appWith({ start: async () => ({ id: INPUT.id, created: false }) });
    const { status, body } = await answer(
      app.request('/releases', by('ana', { service: 'hello', commit: INPUT.commit })),
    );
    expect([status, body.id]).toEqual([200, INPUT.id]);
  });

  it('G9 takes the name of the starter from the credential, never from the body', async () => {
    const interventions: StartRequest[] = [];
    const start = async (intervention: StartRequest) => {
      interventions.push(intervention);
      return { id: INPUT.id, created: true };
    };
    const app = appWith({ start });
    await app.request('/releases', by('ana', { service: 'hello', ref: 'main' }));
    const forged = { service: 'hello', ref: 'main', startedBy: 'ben' };
    expect((await answer(app.request('/releases', by('ana', forged)))).body.code).toBe(
      'INVALID_REQUEST',
    );
    expect(interventions.map(({ startedBy }) => startedBy)).toEqual(['ana']);
  });

  it('makes the release part of the trace of the request', async () => {
    const traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
    const traced = async (header: string) => {
      const interventions: StartRequest[] = [];
      const start = async (intervention: StartRequest) => {
        interventions.push(intervention);
        return { id: INPUT.id, created: true };
      };
      const init = by('ana', { service: 'hello', ref: 'main' });
      Object.assign(init.headers ?? {}, { traceparent: header });
      expect((await appWith({ start }).request('/releases', init)).status).toBe(201);
      return interventions[0];
    };
    expect(await traced(traceparent)).toMatchObject({ traceparent });
    expect(await traced('not a trace')).not.toHaveProperty('traceparent');
  });

  it.each([
    ['an unknown service', { service: 'nope', ref: 'main' }, 404, 'SERVICE_NOT_FOUND'],
    ['an unknown field', { service: 'hello', ref: 'main', force: true }, 422, 'INVALID_REQUEST'],
    ['neither commit nor ref', { service: 'hello' }, 422, 'INVALID_REQUEST'],
    [
      'both commit and ref',
      { service: 'hello', ref: 'main', commit: INPUT.commit },
      422,
      'INVALID_REQUEST',
    ],
    ['a commit that is none', { service: 'hello', commit: 'HEAD' }, 422, 'INVALID_REQUEST'],
    ['an array', [], 422, 'INVALID_REQUEST'],
  ])('S3 refuses %s', async (_, body, status, code) => {
    const refused = await answer(appWith().request('/releases', by('ana', body)));
    expect([refused.status, refused.body.code]).toEqual([status, code]);
    expect(refused.type).toBe('application/problem+json');
  });

  it('names the invalid field', async () => {
    const { body } = await answer(
      appWith().request('/releases', by('ana', { service: 7, ref: 'main' })),
    );
    expect(body.issues).toEqual([expect.objectContaining({ path: 'service', in: 'json' })]);
  });

  it.each([
    ['not JSON', { body: '{', type: 'application/json' }, 400, 'MALFORMED_JSON'],
    [
      'another type',
      { body: 'a=1', type: 'application/x-www-form-urlencoded' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    ['nothing', { body: undefined, type: undefined }, 422, 'INVALID_REQUEST'],
    [
      'too much',
      { body: JSON.stringify({ service: 'x'.repeat(70_000) }), type: 'application/json' },
      413,
      'BODY_TOO_LARGE',
    ],
  ])('refuses a body that is %s', async (_, { body, type }, status, code) => {
    const headers = { Authorization: 'Bearer ana', ...(type && { 'Content-Type': type }) };
    const refused = await answer(
      appWith().request('/releases', {
        method: 'POST',
        headers,
        ...(body !== undefined && { body }),
      }),
    );
    expect([refused.status, refused.body.code]).toEqual([status, code]);
  });

  it('returns the error of the source and its advice', async () => {
    const resolve = async () => {
      throw new SlipwayError('REF_NOT_FOUND', 'There is no branch or tag nope.');
    };
    const { status, body } = await answer(
      appWith({}, { resolve }).request('/releases', by('ana', { service: 'hello', ref: 'nope' })),
    );
    expect(status).toBe(404);
    expect(body).toMatchObject({
      code: 'REF_NOT_FOUND',
      detail: 'There is no branch or tag nope.',
      retryable: false,
    });
    expect(body.next).toMatch(/Push/);
  });

  it('requires the start role', async () => {
    const refused = await answer(
      appWith().request('/releases', by('ben', { service: 'hello', ref: 'main' })),
    );
    expect([refused.status, refused.body.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('hides an unexpected error from the caller and logs it for the operator', async () => {
    const logged: unknown[] = [];
    const boom = new Error('password=hunter2');
    const app = appWith(
      { start: () => Promise.reject(boom) },
      { logError: (e) => void logged.push(e) },
    );
    const { status, body } = await answer(
      app.request('/releases', by('ana', { service: 'hello', ref: 'main' })),
    );
    expect([status, body.code]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    expect(logged).toEqual([boom]);
  });
});

describe('GET /releases', () => {
  const row = {
    id: INPUT.id,
    service: 'hello',
    commit: INPUT.commit,
    author: INPUT.author,
    subject: 's',
    startedBy: 'ana',
    startedAtMs: 0,
    phase: 'building' as const,
  };
  it('returns a page and the cursor of the next', async () => {
    const asked: unknown[] = [];
    const list = async (query: unknown) => {
      asked.push(query);
      return { releases: [row], next: 'abc' };
    };
    const url = '/releases?service=hello&phase=building&prefix=hello-3f&limit=1&cursor=xyz';
    const { body } = await answer(appWith({ list }).request(url, by('eve')));
    expect(asked).toEqual([
      { service: 'hello', phase: 'building', prefix: 'hello-3f', limit: 1, cursor: 'xyz' },
    ]);
    expect(body).toMatchObject({
      next: 'abc',
      releases: [{ id: INPUT.id, startedAt: '1970-01-01T00:00:00.000Z' }],
    });
  });
  it.each([
    ['true', true],
    ['false', false],
  ])('with running=%s lists those for which that holds', async (text, running) => {
    const asked: unknown[] = [];
    const list = async (query: unknown) => {
      asked.push(query);
      return { releases: [] };
    };
    await appWith({ list }).request(`/releases?running=${text}`, by('eve'));
    expect(asked).toEqual([{ running, limit: 20 }]);
  });
  it.each([...WAITING_PHASES, 'watching', 'awaiting-guidance', 'rolling-back'])(
    'lists those that are %s',
    async (phase) => {
      const asked: unknown[] = [];
      const list = async (query: unknown) => {
        asked.push(query);
        return { releases: [] };
      };
      const { status } = await answer(
        appWith({ list }).request(`/releases?phase=${phase}`, by('eve')),
      );
      expect([status, asked]).toMatchObject([200, [{ phase }]]);
    },
  );
  it.each(['phase=nope', 'prefix=%22', 'limit=0', 'limit=1000', 'cursor=%20'])(
    'refuses ?%s',
    async (query) => {
      const { status, body } = await answer(appWith().request(`/releases?${query}`, by('eve')));
      expect([status, body.code]).toEqual([422, 'INVALID_REQUEST']);
    },
  );
});

it('tells a caller without a token how to sign in', async () => {
  const { status, headers } = await answer(appWith().request('/releases'));
  expect([status, headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer']);
});

describe('GET /releases/{id}', () => {
  it('returns the whole release, with times in RFC 3339 and links to logs', async () => {
    const { body } = await answer(appWith().request(`/releases/${INPUT.id}`, by('eve')));
    expect(body).toMatchObject({
      id: INPUT.id,
      startedAt: '1970-01-01T00:00:01.000Z',
      phase: 'building',
      waitingFor: [],
      steps: [{ name: 'build', state: 'running', log: `/releases/${INPUT.id}/logs/build` }],
    });
  });
  it('returns 404 for an unknown release', async () => {
    const history = async () => {
      throw new SlipwayError('RELEASE_NOT_FOUND', 'Release x not found.');
    };
    const { status, body } = await answer(appWith({ history }).request('/releases/x', by('eve')));
    expect([status, body.code]).toEqual([404, 'RELEASE_NOT_FOUND']);
  });
});
