import { expect, expectTypeOf, test } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { appWith } from '../support/api.ts';

test('the client knows paths, bodies and answers by their types', async () => {
  const app = appWith();
  const client = createClient({
    url: 'http://127.0.0.1',
    headers: { authorization: 'Bearer ana' },
    fetch: (request) => app.fetch(request),
  });
  const answer = await client.releases.$get({ query: { limit: '5' } });
  expect(answer.status).toBe(200);
  const { releases } = await answer.json();
  expectTypeOf<string>().toEqualTypeOf<(typeof releases)[number]['commit']>();
  expect(releases).toEqual([]);
});
