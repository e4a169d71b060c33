import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ConfiguredPrincipal } from '../../src/config/configuration.ts';
import { knownPrincipals } from '../../src/config/principals.ts';
import { Secret } from '../../src/config/secret.ts';

const LONG = 'a token that is long enough';
const HASH = createHash('sha256').update(LONG).digest('hex');
const ana: ConfiguredPrincipal = {
  name: 'ana',
  kind: 'user',
  roles: ['approve'],
  token: { env: 'ANA' },
};
const having = (...principals: ConfiguredPrincipal[]) => ({ principals, groups: [], access: [] });
const secrets =
  (held: Record<string, string>) =>
  (name: string): Secret | undefined =>
    held[name] === undefined ? undefined : new Secret(held[name]);

describe('tokens of users and service accounts', () => {
  test('are compared by their hash, also those in variables', () => {
    const { token: _, ...rest } = ana;
    const known = { ...rest, groups: [], grants: [], tokenSha256: HASH };
    expect(knownPrincipals(having(ana), secrets({ ANA: LONG }))).toEqual([known]);
  });

  test.each([
    ['is missing', {}, 'ANA is not set, but slipway.yaml reads a token from it'],
    ['can be guessed', { ANA: 'short' }, 'ANA: found 5 characters, expected at least 20'],
  ])('are refused when one %s', (_, held, message) => {
    expect(() => knownPrincipals(having(ana), secrets(held))).toThrow(message);
  });

  test('are refused when two principals share one', () => {
    const ben: ConfiguredPrincipal = { ...ana, name: 'ben', token: { sha256: HASH } };
    expect(() => knownPrincipals(having(ana, ben), secrets({ ANA: LONG }))).toThrow(
      'ben and ana use the same token',
    );
  });
});
