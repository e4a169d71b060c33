import { describe, expect, test } from 'vitest';
import { createAuthSettings } from '../../src/config/authentication.ts';
import { readConfiguration } from '../../src/config/slipway-file.ts';
import { refusalOf } from './problems.ts';

const MINIMAL = 'issuer: https://id.example.com, clientId: slipway';

function read(signIn: string, rest = '') {
  return readConfiguration(`signIn: { ${signIn} }\n${rest}\nservices: {}`, 'slipway.yaml', '/srv');
}

describe('signIn', () => {
  test('needs an issuer and a client, and requests the address and groups by default', () => {
    expect(read(MINIMAL).signIn).toEqual({
      issuer: 'https://id.example.com',
      clientId: 'slipway',
      audience: 'slipway',
      scopes: ['openid', 'email'],
      claims: { name: 'email', groups: 'groups' },
      groups: {},
    });
  });

  test.each(['http://127.0.0.1:9000', 'http://localhost/realm', 'http://[::1]:9000'])(
    'may be without TLS on this machine: %s',
    (issuer) => {
      expect(read(`issuer: '${issuer}', clientId: slipway`).signIn?.issuer).toBe(issuer);
    },
  );

  test.each([
    'http://id.example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com:80',
    'ftp://id.example.com',
    'https://user:secret@id.example.com',
    'https://id.example.com?x=1',
    'id.example.com',
  ])('refuses the issuer %s', (issuer) => {
    const { code, lines } = refusalOf(() => read(`issuer: '${issuer}', clientId: slipway`));
    expect([code, lines]).toEqual([
      'CONFIG_INVALID',
      [expect.stringContaining('expected an address such as https://id.example.com')],
    ]);
  });

  test.each([
    [
      `${MINIMAL}, groups: { leads: manager }`,
      'groups: { managers: [ana] }',
      '1:79: signIn.groups.leads: found manager, expected a group of this file: managers',
    ],
    [
      `${MINIMAL}, groups: { leads: managers }`,
      '',
      'found managers, expected a group of this file: there is none under groups',
    ],
    [
      MINIMAL,
      'groups: { managers: [] }',
      '2:21: groups.managers: this group has no members: add a name, or a value under signIn.groups',
    ],
    [`${MINIMAL}, secret: x`, '', 'signIn.secret: found an unknown key, expected one of issuer'],
  ])('refuses { %s } beside %s', (signIn, rest, line) => {
    const { code, lines } = refusalOf(() => read(signIn, rest));
    expect([code, lines]).toEqual(['CONFIG_INVALID', [expect.stringContaining(line)]]);
  });

  test('lets groups name users without a token', () => {
    const principals = 'serviceAccounts: [{ name: ci, roles: [], token: { env: CI } }]';
    const groups = 'groups: { managers: [ana@example.com] }';
    expect(read(MINIMAL, `${groups}\n${principals}`).groups).toHaveLength(1);
    expect(() => readConfiguration(`${groups}\n${principals}\nservices: {}`, 'x', '/')).toThrow(
      'expected the name of a user',
    );
  });
});

describe('an API with signIn', () => {
  const at = (host: string, variables = {}) =>
    createAuthSettings({ host, publicUrl: undefined, variables });

  test('may listen for other machines without tokens', () => {
    const admitted = at('0.0.0.0')(read(MINIMAL));
    expect(admitted).toMatchObject({
      principals: [],
      isLocal: false,
      signIn: { clientId: 'slipway' },
    });
  });

  test('no longer treats everyone as the local developer', () => {
    expect(at('127.0.0.1')(read(MINIMAL)).isLocal).toBe(false);
  });

  test('needs the secret of the client, which no text shows', () => {
    const configuration = read(`${MINIMAL}, clientSecret: { env: SIGN_IN_SECRET }`);
    expect(() => at('127.0.0.1')(configuration)).toThrow(/SIGN_IN_SECRET is not set/);
    const admitted = at('127.0.0.1', { SIGN_IN_SECRET: 'xyzzy' })(configuration);
    expect(admitted.signIn?.clientSecret?.reveal()).toBe('xyzzy');
    expect(JSON.stringify(admitted)).not.toContain('xyzzy');
  });
});
