import { describe, expect, test } from 'vitest';
import { createAuthSettings } from '../../src/config/authentication.ts';
import { readConfiguration } from '../../src/config/slipway-file.ts';
import { refusalOf } from './problems.ts';

/** A file with two services, two groups and this access. */
function read(...rules: string[]) {
  return readConfiguration(
    `groups: { managers: [ana], security: [ana, ben] }
users:
  - { name: ana, roles: [start], token: { env: ANA } }
  - { name: ben, roles: [], token: { env: BEN } }
access:
${rules.map((rule) => `  - { ${rule} }`).join('\n')}
services:
  shop: { repository: shop, environments: { staging: { ${TARGET} }, production: { ${TARGET} } } }
  blog: { repository: blog, environments: { live: { ${TARGET} } } }`,
    'slipway.yaml',
    '/srv',
  );
}
const TARGET = 'target: { kind: command, deploy: x }';

describe('access', () => {
  test('gives members of its groups their roles within its limits', () => {
    const configuration = read(
      'groups: [managers], roles: [approve, operate], services: [shop], environments: [production]',
      'groups: [managers, security], roles: [override]',
    );
    const variables = { ANA: 'the-token-of-ana-is-long', BEN: 'the-token-of-ben-is-long' };
    const admission = createAuthSettings({ host: '127.0.0.1', publicUrl: undefined, variables });
    const override = { roles: ['override'] };
    const production = { services: ['shop'], environments: ['production'] };
    expect(admission(configuration).principals).toMatchObject([
      {
        name: 'ana',
        roles: ['start'],
        grants: [{ roles: ['approve', 'operate'], ...production }, override],
      },
      { name: 'ben', roles: [], grants: [override] },
    ]);
  });

  test.each([
    [
      'groups: [manager], roles: [approve]',
      '6:16: access.0.groups.0: found manager, expected a group of this file: managers',
    ],
    [
      'groups: [managers], roles: [approve], services: [shops]',
      '6:56: access.0.services.0: found shops, expected a service of this file: shop',
    ],
    [
      'groups: [managers], roles: [approve], services: [blog], environments: [production]',
      '6:78: access.0.environments.0: found production, expected an environment of those services: live',
    ],
    [
      'groups: [managers], roles: [approve, start], environments: [production]',
      '6:44: access.0.roles.1: `start` cannot be limited to environments: a release is started for all of them',
    ],
    [
      'groups: [managers], roles: [aprove]',
      '6:35: access.0.roles.0: found "aprove", expected one of start, approve, operate, override, admin',
    ],
    [
      'groups: [], roles: [approve]',
      '6:15: access.0.groups: found an empty list, expected at least 1',
    ],
    [
      'groups: [managers], roles: []',
      '6:34: access.0.roles: found an empty list, expected at least 1',
    ],
  ])('refuses { %s }', (rule, line) => {
    const { code, lines } = refusalOf(() => read(rule));
    expect([code, lines]).toEqual(['CONFIG_INVALID', [expect.stringContaining(line)]]);
  });
});
