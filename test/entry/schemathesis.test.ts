import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { PRINCIPALS } from '../support/principals.ts';
import { useEngine } from '../support/engine-stage.ts';
import { createRepository } from '../support/repository.ts';
import { fetchSchemathesis, findings, SCHEMATHESIS } from '../support/schemathesis.ts';

const TOKEN = 'the-token-of-root-is-long-enough';
const KEY = `whsec_${Buffer.from('p'.repeat(32)).toString('base64')}`;

describe.skipIf(!SCHEMATHESIS.wanted)('schemathesis, with every check and a caller', () => {
  const engine = useEngine(async (folder) => {
    const files = { 'pipeline.yaml': JSON.stringify({ build: { run: 'true', artifact: 'a' } }) };
    createRepository(join(folder, 'hello'), { ...files, a: 'a' });
    const target = (name: string) => ({ kind: 'directory', path: `environments/${name}` });
    // Nothing waits for people: a stream of events would never end.
    const environments = {
      staging: { target: target('staging') },
      production: { target: target('production') },
    };
    const tokenSha256 = createHash('sha256').update(TOKEN).digest('hex');
    const root = { name: 'root', roles: ['admin'], tokenSha256 };
    const slipwayYaml = JSON.stringify({
      ...PRINCIPALS,
      users: [...PRINCIPALS.users, root],
      webhooks: { push: { secret: { env: 'PUSH_WEBHOOK_SECRET' } } },
      services: { hello: { repository: 'hello', environments, trigger: {} } },
    });
    return { slipwayYaml, variables: { PUSH_WEBHOOK_SECRET: KEY } };
  });
  const OPTIONS =
    '--checks all --seed 1 --workers 1 --request-timeout 20 --warnings off --suppress-health-check all';
  const run = (...more: string[]) =>
    findings([
      `${engine.url}/openapi.json`,
      '--header',
      `Authorization: Bearer ${TOKEN}`,
      ...OPTIONS.split(' '),
      ...more,
    ]);
  beforeAll(async () => {
    await fetchSchemathesis();
    await engine.release('hello');
  }, 400_000);

  test('finds no fault in the API', { timeout: 400_000 }, async () => {
    expect(await run('--max-examples', '30', '--max-time', '120')).toBe('');
  });
});
