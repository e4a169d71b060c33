import { describe, expect, test } from 'vitest';
import { isEligible } from '../../src/config/eligible.ts';

const TOKEN = { env: 'TOKEN' };
const GROUPS = [
  { name: 'managers', members: ['ana', 'ben'] },
  { name: 'security', members: ['eve'] },
];
const PRINCIPALS = [
  { name: 'ana', kind: 'user', roles: ['approve'], token: TOKEN },
  { name: 'ben', kind: 'user', roles: ['start'], token: TOKEN },
  { name: 'eve', kind: 'user', roles: ['admin'], token: TOKEN },
  { name: 'ci', kind: 'service-account', roles: ['approve'], token: TOKEN },
] as const;
const place = { service: 'shop', environment: 'production' };

test.each([
  ['a member with the role', 'ana', ['managers'], true],
  ['a member of another group', 'ana', ['security'], false],
  ['a member of one of the groups', 'eve', ['managers', 'security'], true],
  ['a member without the role', 'ben', ['managers'], false],
  ['anybody with the role, where no group is named', 'ana', [], true],
  ['an admin', 'eve', [], true],
  ['somebody without the role', 'ben', [], false],
  ['a service', 'ci', [], false],
  ['a user who was removed', 'zoe', [], false],
  ['a member of a group that is gone', 'ana', ['operators'], false],
  ['somebody with other capitals', 'Ana', [], false],
])('G8 eligibility to approve: %s', (_, name, groups, may) => {
  const configuration = { principals: PRINCIPALS, groups: GROUPS, access: [] };
  expect(isEligible(configuration, { name, place, groups })).toBe(may);
});

test.each([
  ['in production of the shop', place, true],
  ['not in staging', { service: 'shop', environment: 'staging' }, false],
  ['not of another service', { service: 'blog', environment: 'production' }, false],
])('G8 a role of a group makes its members eligible %s', (_, where, may) => {
  const grant = { roles: ['approve'], services: ['shop'], environments: ['production'] } as const;
  const access = [{ groups: ['managers'], ...grant }];
  const configuration = { principals: PRINCIPALS, groups: GROUPS, access };
  const asked = { name: 'ben', place: where, groups: ['managers'] };
  expect(isEligible(configuration, asked)).toBe(may);
});

test.each([
  ['ana', [], true],
  ['zoe', [], true],
  ['zoe', ['managers'], false],
  ['ana', ['managers'], true],
])('G8 without users, groups alone decide: %s in %j', (name, groups, may) => {
  const configuration = { principals: [], groups: GROUPS, access: [] };
  expect(isEligible(configuration, { name, place, groups })).toBe(may);
});

const SIGN_IN = {
  issuer: 'https://id.example.com',
  clientId: 'slipway',
  audience: 'slipway',
  scopes: ['openid'],
  claims: { name: 'email', groups: 'groups' },
  groups: { leads: 'managers' },
};

describe('G8 eligibility of users of an identity provider', () => {
  const access = [{ groups: ['managers'], roles: ['approve'] }] as const;
  const known = { principals: PRINCIPALS, groups: GROUPS, access, signIn: SIGN_IN };
  const said = (name: string, ...claims: string[]) => ({ name, claims, atMs: 1 });

  test.each([
    ['a member by what the provider says', 'zoe', said('zoe', 'leads'), ['managers'], true],
    ['a member by name', 'ben', said('ben'), ['managers'], true],
    ['a member by name of whom nothing is kept', 'ben', undefined, ['managers'], true],
    ['a member by name with other capitals', 'ben', said('Ben'), ['managers'], true],
    ['a user with the role', 'eve', undefined, ['security'], true],
    ['nobody whom the provider put out of the group', 'zoe', said('zoe'), ['managers'], false],
    ['nobody of a group of which only the provider knows', 'zoe', said('zoe', 'x'), ['x'], false],
    ['nobody of another group', 'eve', said('eve', 'leads'), ['others'], false],
    ['no service, whatever the provider says', 'ci', said('ci', 'leads'), ['managers'], false],
  ])('%s', (_, name, signedIn, groups, may) => {
    expect(isEligible(known, { name, place, groups, signedIn })).toBe(may);
  });

  test('groups of a provider that was removed make no user eligible', () => {
    const { signIn: _, ...without } = known;
    const asked = { name: 'zoe', place, groups: ['managers'], signedIn: said('zoe', 'leads') };
    expect(isEligible(without, asked)).toBe(false);
  });
});
