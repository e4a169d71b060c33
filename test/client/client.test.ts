import { describe, expect, expectTypeOf, it } from 'vitest';
import { bodyOf } from '../../src/client/answer.ts';
import { createClient } from '../../src/client/client.ts';
import { appWith } from '../support/api.ts';

const app = appWith();
const client = createClient({
  url: 'http://127.0.0.1',
  headers: { authorization: 'Bearer ana' },
  fetch: (request) => app.fetch(request),
});

describe('the client', () => {
  it('knows paths, bodies and answers by their types', async () => {
    const { releases } = await bodyOf(client.releases.$get({ query: { limit: '5' } }));
    expectTypeOf<string>().toEqualTypeOf<(typeof releases)[number]['commit']>();
    expect(releases).toEqual([]);
  });

  it('gives a refusal as an error with its code, and with what to do', async () => {
    const asked = client.environments[':service'][':name'].$get({
      param: { service: 'nobody', name: 'staging' },
    });
    await expect(bodyOf(asked)).rejects.toMatchObject({
      problem: {
        status: 404,
        code: 'SERVICE_NOT_FOUND',
        next: expect.stringContaining('GET /services'),
      },
    });
  });
});
