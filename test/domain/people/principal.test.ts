import { describe, expect, it } from 'vitest';
import {
  type AccessRule,
  type AccessScope,
  type Grant,
  grantsOf,
  hasRole,
  type Role,
} from '../../../src/domain/people/principal.ts';

const PRODUCTION: AccessScope = { service: 'shop', environment: 'production' };
const STAGING: AccessScope = { service: 'shop', environment: 'staging' };
const WHOLE: AccessScope = { service: 'shop' };
const OTHER: AccessScope = { service: 'blog', environment: 'production' };

describe('hasRole', () => {
  it.each([
    [['approve'], 'approve', true],
    [['approve'], 'operate', false],
    [['admin'], 'operate', true],
    [[], 'start', false],
  ] as const)('by the roles %j that hold everywhere: %s is %s', (roles, role, expected) => {
    expect(hasRole({ roles, grants: [] }, role, PRODUCTION)).toBe(expected);
  });

  const somewhere: Grant = { roles: ['approve'], services: ['shop'], environments: ['production'] };
  it.each<[string, Grant, AccessScope, boolean]>([
    ['where the grant says', somewhere, PRODUCTION, true],
    ['not in another environment', somewhere, STAGING, false],
    ['not in an environment of that name of another service', somewhere, OTHER, false],
    ['not for a release as a whole, which is for every environment', somewhere, WHOLE, false],
    [
      'in every environment of a service',
      { roles: ['approve'], services: ['shop'] },
      STAGING,
      true,
    ],
    ['for a whole release of it', { roles: ['approve'], services: ['shop'] }, WHOLE, true],
    ['not in another service', { roles: ['approve'], services: ['shop'] }, OTHER, false],
    ['there in every service', { roles: ['approve'], environments: ['production'] }, OTHER, true],
    ['everywhere', { roles: ['approve'] }, OTHER, true],
    ['not if the grant is of another role', { roles: ['operate'] }, PRODUCTION, false],
    ['if the grant is of admin', { roles: ['admin'], services: ['shop'] }, PRODUCTION, true],
    ['nowhere, if it names no service', { roles: ['approve'], services: [] }, PRODUCTION, false],
  ])('by a grant: %s', (_, grant, place, expected) => {
    expect(hasRole({ roles: [], grants: [grant] }, 'approve', place)).toBe(expected);
  });

  it('somewhere, if there is such a place', () => {
    const grants: Grant[] = [somewhere, { roles: ['operate'] }];
    const asked = (role: Role) => hasRole({ roles: ['start'], grants }, role, 'somewhere');
    expect([asked('approve'), asked('start'), asked('override')]).toEqual([true, true, false]);
  });

  it('by any of several grants', () => {
    const other: Grant = { roles: ['operate'], environments: ['staging'] };
    const principal = { roles: ['start'], grants: [somewhere, other] } as const;
    expect(hasRole(principal, 'operate', STAGING)).toBe(true);
    expect(hasRole(principal, 'operate', PRODUCTION)).toBe(false);
    expect(hasRole(principal, 'start', OTHER)).toBe(true);
  });
});

describe('grantsOf', () => {
  const access: readonly AccessRule[] = [
    { groups: ['managers', 'directors'], roles: ['approve'], environments: ['production'] },
    { groups: ['security'], roles: ['override'], services: ['shop'] },
    { groups: ['directors'], roles: ['admin'] },
  ];
  it.each([
    [[], []],
    [['strangers'], []],
    [['managers'], [{ roles: ['approve'], environments: ['production'] }]],
    [['security'], [{ roles: ['override'], services: ['shop'] }]],
    [['directors'], [{ roles: ['approve'], environments: ['production'] }, { roles: ['admin'] }]],
  ])('who is in %j has what the rules for these groups give', (groups, grants) => {
    expect(grantsOf(access, groups)).toEqual(grants);
  });
});
