import { expect, test } from 'vitest';
import { isEligible } from '../../src/config/eligible.ts';

const TOKEN = { env: 'TOKEN' };
const GROUPS = [
  { name: 'managers', members: ['ana', 'ben'] },
  { name: 'security', members: ['eve'] },
];
const CALLERS = [
  { name: 'ana', kind: 'person', roles: ['approve'], token: TOKEN },
  { name: 'ben', kind: 'person', roles: ['start'], token: TOKEN },
  { name: 'eve', kind: 'person', roles: ['admin'], token: TOKEN },
  { name: 'ci', kind: 'service', roles: ['approve'], token: TOKEN },
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
  ['somebody who is no caller any more', 'zoe', [], false],
  ['a member of a group that is gone', 'ana', ['operators'], false],
  ['somebody with other capitals', 'Ana', [], false],
])('G8 who may approve: %s', (_, name, groups, may) => {
  const configuration = { callers: CALLERS, groups: GROUPS, access: [] };
  expect(isEligible(configuration, { name, place, groups })).toBe(may);
});

test.each([
  ['in production of the shop', place, true],
  ['not in staging', { service: 'shop', environment: 'staging' }, false],
  ['not of another service', { service: 'blog', environment: 'production' }, false],
])('G8 who may approve by a grant to a group, may so %s', (_, where, may) => {
  const grant = { roles: ['approve'], services: ['shop'], environments: ['production'] } as const;
  const access = [{ groups: ['managers'], ...grant }];
  const configuration = { callers: CALLERS, groups: GROUPS, access };
  const asked = { name: 'ben', place: where, groups: ['managers'] };
  expect(isEligible(configuration, asked)).toBe(may);
});

test.each([
  ['ana', [], true],
  ['zoe', [], true],
  ['zoe', ['managers'], false],
  ['ana', ['managers'], true],
])('G8 without callers groups alone decide: %s in %j', (name, groups, may) => {
  const configuration = { callers: [], groups: GROUPS, access: [] };
  expect(isEligible(configuration, { name, place, groups })).toBe(may);
});
