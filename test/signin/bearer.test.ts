import { generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type IdentityProvider, startIdentityProvider } from '../support/identity-provider.ts';
import { createProvider } from '../../src/signin/provider.ts';
import { knowPeople, slipwayYaml, TOKEN } from './known-people.ts';

const NOW_S = Math.floor(Date.now() / 1_000);
const ANA = { email: 'ana@example.com', email_verified: true, groups: ['leads', 'strangers'] };

let provider: IdentityProvider;
beforeAll(async () => {
  provider = await startIdentityProvider();
});
afterAll(() => provider.close());

const people = (more = '') => knowPeople(slipwayYaml(provider.issuer, more));
const known = () => ({
  clientId: 'slipway',
  audience: 'slipway',
  scopes: ['openid'],
  claims: { name: 'email', groups: 'groups' },
  groups: { leads: 'managers' },
});
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });
const principalBy = async (claims: JWTPayload, more = '') =>
  people(more).principal(bearer(await provider.sign(claims)));

describe('a token of the identity provider', () => {
  test('is taken for the person it names, with the groups that its claims fill', async () => {
    expect(await principalBy(ANA)).toEqual({
      name: 'ana@example.com',
      kind: 'user',
      roles: [],
      groups: ['managers', 'readers'],
      grants: [{ roles: ['approve'] }],
      attested: ['managers'],
      via: 'jwt',
    });
  });

  test('gives the roles of the caller of that name, under the name that is written there', async () => {
    const principal = await principalBy({ ...ANA, email: 'Cleo@Example.com', groups: '/staff' });
    expect(principal).toMatchObject({
      name: 'cleo@example.com',
      roles: ['start'],
      groups: ['readers'],
    });
  });

  test.each<[string, JWTPayload]>([
    ['has expired', { exp: NOW_S - 60 }],
    ['is not valid yet', { nbf: NOW_S + 60 }],
    ['was issued for another audience', { aud: 'another-client' }],
    ['is not from', { iss: 'https://id.example.com' }],
    ['lacks what is needed: sub', { sub: undefined as never }],
  ])('is refused when it %s', async (why, claims) => {
    const refused = principalBy({ ...ANA, ...claims });
    await expect(refused).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining(`The token ${why}`),
    });
  });

  test('may be some seconds ahead or behind: clocks differ', async () => {
    await principalBy({ ...ANA, exp: NOW_S - 5 });
    await principalBy({ ...ANA, nbf: NOW_S + 10 });
  });

  test('is refused when it is not signed', async () => {
    const unsigned = new UnsecuredJWT({ ...ANA, sub: 'ana' })
      .setIssuer(provider.issuer)
      .setAudience('slipway')
      .setExpirationTime('1h')
      .encode();
    await expect(people().principal(bearer(unsigned))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'The token is unsigned, or its algorithm is not supported.',
    });
  });

  test('is refused when it is signed by a secret, were it the public key', async () => {
    const keys = await (await fetch(`${provider.issuer}/jwks`)).json();
    const secret = new TextEncoder().encode(JSON.stringify(keys.keys[0]));
    const forged = await new SignJWT({ ...ANA, iss: provider.issuer, aud: 'slipway', sub: 'ana' })
      .setProtectedHeader({ alg: 'HS256', kid: keys.keys[0].kid })
      .setExpirationTime('1h')
      .sign(secret);
    await expect(people().principal(bearer(forged))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  test('is refused when somebody else has signed it', async () => {
    const { privateKey } = await generateKeyPair('RS256');
    const [header = ''] = (await provider.sign(ANA)).split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
    const forged = await new SignJWT({ ...ANA, iss: provider.issuer, aud: 'slipway', sub: 'ana' })
      .setProtectedHeader({ alg: 'RS256', kid })
      .setExpirationTime('1h')
      .sign(privateKey);
    await expect(people().principal(bearer(forged))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: `The token is not signed by ${provider.issuer}.`,
    });
  });

  test('is refused when anything of it was changed', async () => {
    const [header, payload = '', signature] = (await provider.sign(ANA)).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const other = Buffer.from(JSON.stringify({ ...claims, email: 'ben@example.com' }));
    const tampered = [header, other.toString('base64url'), signature].join('.');
    await expect(people().principal(bearer(tampered))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });

  test.each([
    ['an address that nobody verified', { email_verified: false }, /not verified the address ana/],
    ['an address of which it is not said', { email_verified: undefined }, /has not verified/],
    ['no address', { email: undefined }, /gives no email that can be a name/],
    ['a name with a line feed', { email: 'ana\n@example.com' }, /gives no email/],
    ['the name of a service', { email: 'CI@example.com', groups: ['leads'] }, /is in no group/],
    ['nobody of any group', { email: 'eve@example.com', groups: ['strangers'] }, /is in no group/],
    ['a client of the provider', { sub: 'ci-job', client_id: 'ci-job' }, /is a client, not a user/],
  ])('is refused when it names %s', async (_, claims, message) => {
    const refused = principalBy({ ...ANA, ...(claims as JWTPayload) });
    await expect(refused).rejects.toMatchObject({
      code: 'SIGN_IN_REFUSED',
      message: expect.stringMatching(message),
    });
  });

  test('may have its groups inside of another claim, and its name in one that needs no proof', async () => {
    const more = '\n  claims: { name: preferred_username, groups: realm_access.roles }';
    const claims = { preferred_username: 'ana', realm_access: { roles: ['leads', 7, null] } };
    expect(await principalBy(claims, more)).toMatchObject({ name: 'ana', attested: ['managers'] });
  });

  test('is taken for no group that only JavaScript knows', async () => {
    const groups = ['__proto__', 'constructor', 'toString'];
    expect(await principalBy({ ...ANA, groups })).toMatchObject({
      attested: [],
      groups: ['readers'],
    });
  });

  test('must be meant for the audience, where one is configured', async () => {
    const more = '\n  audience: slipway-api';
    await expect(principalBy(ANA, more)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await principalBy({ ...ANA, aud: ['x', 'slipway-api'] }, more)).toMatchObject({
      via: 'jwt',
    });
  });

  test('G8 leaves behind what the provider said, once for each time that it said so', async () => {
    const { principal, kept } = people();
    const first = bearer(await provider.sign({ ...ANA, iat: NOW_S - 60 }));
    await principal(first);
    await principal(first);
    await principal(bearer(await provider.sign({ ...ANA, groups: [], iat: NOW_S })));
    await principal(first);
    const name = 'ana@example.com';
    expect(kept).toEqual([
      { name, claims: ['leads'], atMs: (NOW_S - 60) * 1_000 },
      { name, claims: [], atMs: NOW_S * 1_000 },
    ]);
  });

  test('does not come in the way of tokens of slipway.yaml', async () => {
    const { principal } = people();
    expect(await principal(bearer(TOKEN))).toMatchObject({
      name: 'cleo@example.com',
      via: 'token',
    });
    await expect(principal(bearer('unknown'))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('the keys of the provider', () => {
  test('are asked for once for many tokens', async () => {
    const { principal } = people();
    await principal(bearer(await provider.sign(ANA)));
    provider.pause(true);
    try {
      expect(await principal(bearer(await provider.sign(ANA)))).toMatchObject({ via: 'jwt' });
    } finally {
      provider.pause(false);
    }
  });

  test('may change: a token by a new key is taken, and one by a key that is gone is not', async () => {
    const before = await provider.sign(ANA);
    await provider.rotate();
    const { principal } = people();
    expect(await principal(bearer(await provider.sign(ANA)))).toMatchObject({ via: 'jwt' });
    await expect(principal(bearer(before))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('are looked for at once when a token is by a new one, however long the old ones are kept', async () => {
    const signIn = { ...known(), issuer: provider.issuer };
    const { personOf } = createProvider(signIn, 0);
    const before = await provider.sign(ANA);
    await personOf(before);
    await provider.rotate();
    expect(await personOf(await provider.sign(ANA))).toMatchObject({ name: 'ana@example.com' });
    await expect(personOf(before)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('are not asked for again and again by tokens of unknown keys', async () => {
    const { personOf } = createProvider({ ...known(), issuer: provider.issuer });
    await personOf(await provider.sign(ANA));
    await provider.rotate();
    const other = await provider.sign(ANA);
    await expect(personOf(other)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    provider.pause(true);
    try {
      await expect(personOf(other)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    } finally {
      provider.pause(false);
    }
  });

  test('that cannot be had are no fault of the token, and are asked for again', async () => {
    const { principal, told } = people();
    const headers = bearer(await provider.sign(ANA));
    provider.pause(true);
    try {
      await expect(principal(headers)).rejects.toMatchObject({ code: 'PROVIDER_UNREACHABLE' });
    } finally {
      provider.pause(false);
    }
    expect(await principal(headers)).toMatchObject({ via: 'jwt' });
    expect(told).toEqual(['PROVIDER_UNREACHABLE']);
  });
});
