import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/config/secret.ts';
import { webhookKeys } from '../../src/config/webhook-keys.ts';
import { refusalOf } from './problems.ts';

const KEY = `whsec_${Buffer.alloc(24, 'k').toString('base64')}`;
const VARIABLES: Record<string, string> = {
  WORD: 'sixteen-letters!',
  SHORT: 'fifteen-letters',
  KEY,
  BARE: Buffer.alloc(24, 'k').toString('base64'),
  SMALL: `whsec_${Buffer.alloc(23, 'k').toString('base64')}`,
  LARGE: `whsec_${Buffer.alloc(65, 'k').toString('base64')}`,
};
const secretOf = (name: string) =>
  VARIABLES[name] === undefined ? undefined : new Secret(VARIABLES[name]);

test('each sender gets the secrets of its variables', () => {
  const keys = webhookKeys(
    { github: ['WORD'], gitlab: { secrets: ['KEY'], tokens: ['WORD'] }, push: ['KEY'] },
    secretOf,
  );
  expect(keys.github?.[0]?.reveal()).toBe('sixteen-letters!');
  expect(keys.gitlab?.secrets[0]?.reveal()).toBe(KEY);
  expect(keys.gitlab?.tokens[0]?.reveal()).toBe('sixteen-letters!');
  expect(keys.push?.[0]?.reveal()).toBe(KEY);
  expect(webhookKeys({}, secretOf)).toEqual({});
});

describe('a secret of a webhook is refused', () => {
  test.each([
    [{ github: ['NONE'] }, 'NONE: not set, but slipway.yaml reads the secret of a webhook from it'],
    [{ github: ['SHORT'] }, 'SHORT: found 15 characters, expected at least 16.'],
    [{ push: ['BARE'] }, 'BARE: found another text, expected whsec_ and 24 to 64 bytes'],
    [{ push: ['SMALL'] }, 'SMALL: found another text'],
    [{ push: ['LARGE'] }, 'LARGE: found another text'],
    [{ gitlab: { secrets: ['WORD'], tokens: [] } }, 'WORD: found another text'],
    [{ gitlab: { secrets: [], tokens: ['SHORT'] } }, 'SHORT: found 15 characters'],
  ])('for %j', (configured, said) => {
    const { code, lines } = refusalOf(() => webhookKeys(configured, secretOf));
    expect([code, lines[0]]).toEqual(['CONFIG_INVALID', expect.stringContaining(said)]);
    expect(lines[0]).not.toContain('letters');
  });
});
