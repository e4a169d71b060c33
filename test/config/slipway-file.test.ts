import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../../src/config/slipway-file.ts';
import { refusalOf } from './problems.ts';

const SHA = 'a'.repeat(64);
const DIRECTORY = 'target: { kind: directory, path: live }';
const COMMAND = 'target: { kind: command, deploy: make deploy }';

const read = (text: string) => readConfiguration(text, 'slipway.yaml', '/srv/slipway');

/** A file with one service that has these environments, one a line. */
function service(...environments: string[]): string {
  const lines = environments.map((environment) => `      ${environment}\n`);
  return `services:\n  hello:\n    repository: repos/hello\n    environments:\n${lines.join('')}`;
}

function productionOf(text: string) {
  return read(text).services['hello']?.environments.at(-1);
}

/** What an environment does where slipway.yaml does not say. */
const CAREFUL = { supersede: 'on-approval', onFailure: 'fail' };

describe('slipway.yaml', () => {
  test('becomes the plans of its services, with absolute paths', () => {
    const configuration = read(`
store: file:data
workers: { heartbeat: 30s }
groups: { managers: [ana], none-of-them: [ben] }
users:
  - { name: ana, roles: [start, approve], tokenSha256: ${SHA} }
  - { name: ben, roles: [approve], token: { env: BEN } }
serviceAccounts:
  - { name: ci, roles: [start], token: { env: CI_TOKEN } }
services:
  hello:
    repository: repos/hello
    branches: [main, release/1]
    secrets: [NPM_TOKEN]
    environments:
      staging: { ${DIRECTORY}, url: 'http://127.0.0.1:4001/' }
      production:
        gate: { approvals: 2, groups: [managers], expires: 2d }
        secrets: [KEY]
        ${COMMAND}
`);
    expect(configuration.storeFolder).toBe('/srv/slipway/data');
    expect(configuration.groups).toEqual([
      { name: 'managers', members: ['ana'] },
      { name: 'none-of-them', members: ['ben'] },
    ]);
    expect(configuration.principals).toEqual([
      { name: 'ana', kind: 'user', roles: ['start', 'approve'], token: { sha256: SHA } },
      { name: 'ben', kind: 'user', roles: ['approve'], token: { env: 'BEN' } },
      { name: 'ci', kind: 'service-account', roles: ['start'], token: { env: 'CI_TOKEN' } },
    ]);
    expect({ ...configuration.services }).toEqual({
      hello: {
        service: 'hello',
        repository: '/srv/slipway/repos/hello',
        branches: ['main', 'release/1'],
        secrets: ['NPM_TOKEN'],
        heartbeatMs: 30_000,
        environments: [
          {
            name: 'staging',
            mode: 'automatic',
            ...CAREFUL,
            url: 'http://127.0.0.1:4001',
            target: { kind: 'directory', path: '/srv/slipway/live', timeoutMs: 600_000 },
            secrets: [],
          },
          {
            name: 'production',
            mode: 'approval',
            gate: {
              approvals: 2,
              groups: [{ name: 'managers', members: ['ana'] }],
              expiresMs: 172_800_000,
              selfApproval: false,
              unsignedVotes: 'refuse',
              staleVotes: 'dismiss',
              rejections: 1,
            },
            ...CAREFUL,
            target: { kind: 'command', deploy: 'make deploy', timeoutMs: 1_800_000 },
            secrets: ['KEY'],
          },
        ],
      },
    });
  });

  test('has defaults for most keys', () => {
    const configuration = read(service(`staging: { ${COMMAND} }`));
    expect(configuration).toMatchObject({
      storeFolder: '/srv/slipway/var/store',
      principals: [],
      groups: [],
    });
    expect(configuration.services['hello']).toMatchObject({
      heartbeatMs: 15_000,
      branches: [],
      secrets: [],
    });
  });

  test('has no service by the name of a property of every object', () => {
    expect(read(service(`staging: { ${COMMAND} }`)).services['constructor']).toBeUndefined();
  });

  test.each([
    ['https://github.com/a/b.git', 'https://github.com/a/b.git'],
    ['git@github.com:a/b.git', 'git@github.com:a/b.git'],
    ['ssh://git@host/a', 'ssh://git@host/a'],
    ['file:///srv/a', 'file:///srv/a'],
    ['/srv/a', '/srv/a'],
    ['../a', '/srv/a'],
    ['.', '/srv/slipway'],
  ])('accepts the repository %s', (given, repository) => {
    const text = service(`staging: { ${COMMAND} }`).replace('repos/hello', `'${given}'`);
    expect(read(text).services['hello']?.repository).toBe(repository);
  });
});

describe('promotion to production', () => {
  test.each([
    ['neither rules nor a gate', '', 'automatic'],
    ['a gate', 'gate: {}, ', 'approval'],
    ['a rule for delivery', 'promotion: [{ mode: approval }], ', 'approval'],
  ])('with %s', (_, keys, mode) => {
    const production = productionOf(service(`production: { ${keys}${COMMAND} }`));
    expect(production?.mode).toBe(mode);
    expect(production && 'gate' in production).toBe(mode === 'approval');
    expect(production).not.toHaveProperty('promotion');
  });

  test('needs one approval within a week where approval has no gate', () => {
    const gate = {
      approvals: 1,
      groups: [],
      expiresMs: 604_800_000,
      selfApproval: false,
      unsignedVotes: 'refuse',
      staleVotes: 'dismiss',
    };
    for (const keys of ['gate: {}', 'promotion: [{ mode: approval }]'])
      expect(productionOf(service(`production: { ${keys}, ${COMMAND} }`))?.gate).toMatchObject(
        gate,
      );
  });

  test('keeps its reason', () => {
    const rule = 'promotion: [{ mode: approval, reason: it is Friday }]';
    expect(productionOf(service(`production: { ${rule}, ${COMMAND} }`))?.reason).toBe(
      'it is Friday',
    );
  });
});

describe('slipway.yaml is refused at its place', () => {
  const production = (keys: string) => service(`production: { ${COMMAND}, ${keys} }`);

  test('S3 a gate for a group that does not exist', () => {
    const text = `groups: { managers: [ana] }\n${production('gate: { groups: [manager] }')}`;
    expect(refusalOf(() => read(text))).toEqual({
      code: 'CONFIG_INVALID',
      lines: [
        'slipway.yaml:6:86: services.hello.environments.production.gate.groups.0: found manager, expected a group of this file: managers',
      ],
    });
  });

  test.each([
    [
      'S3 a key that does not exist',
      production('gates: {}'),
      'services.hello.environments.production.gates: found an unknown key, expected gate (the nearest)',
    ],
    [
      'no environments',
      service().replace('environments:', 'environments: {}'),
      'services.hello.environments: found an empty map, expected at least one environment',
    ],
    [
      'another store',
      `store: s3://bucket\n${production('secrets: []')}`,
      'store: found "s3://bucket", expected file: and a directory, such as file:var/store; this version supports only file:',
    ],
    [
      'a condition on the last rule',
      production("promotion: [{ when: 'true', mode: automatic }]"),
      'promotion.0.when: the last rule must have no condition',
    ],
    [
      'a rule behind one that always holds',
      production('promotion: [{ mode: automatic }, { mode: approval }]'),
      'promotion.1: this rule is never reached',
    ],
    [
      'no rules',
      production('promotion: []'),
      'promotion: found an empty list, expected at least 1 in the list',
    ],
    [
      'a key that there is not',
      production('canary: 10m'),
      'production.canary: found an unknown key',
    ],
    ['a rollback', production('rollback: automatic'), 'production.rollback: found an unknown key'],
    [
      'a heartbeat that a busy machine misses',
      `workers: { heartbeat: 1s }\n${production('secrets: []')}`,
      'workers.heartbeat: found "1s", expected a duration from 2s to 1h',
    ],
    [
      'no approvals',
      production('gate: { approvals: 0 }'),
      'gate.approvals: found the number 0, expected at least 1',
    ],
    [
      'a secret of Slipway',
      production('secrets: [SLIPWAY_SIGNING_KEY]'),
      'secrets.0: found "SLIPWAY_SIGNING_KEY", expected the name of a variable',
    ],
    [
      'another kind of target',
      service('production: { target: { kind: ftp } }'),
      'target.kind: found "ftp", expected directory or command',
    ],
    [
      'a key of another kind of target',
      service('production: { target: { kind: command, deploy: x, activate: y } }'),
      'target.activate: found an unknown key, expected one of kind, deploy, probe, timeout',
    ],
    [
      'two environments in one folder',
      service(`a: { ${DIRECTORY} }`, 'b: { target: { kind: directory, path: ./live/ } }'),
      'b.target.path: this directory already belongs to hello.environments.a',
    ],
    [
      'an environment inside the folder of another',
      service('a: { target: { kind: directory, path: live/b } }', `b: { ${DIRECTORY} }`),
      'b.target.path: this directory already belongs to hello.environments.a',
    ],
    [
      'a password in an address',
      production('secrets: []').replace('repos/hello', 'https://ana:geheim@host/a.git'),
      'services.hello.repository: found a password in the address',
    ],
    [
      'an option as a repository',
      production('secrets: []').replace('repos/hello', '--upload-pack=x'),
      'services.hello.repository: found a leading -',
    ],
    [
      'a command as a repository',
      production('secrets: []').replace('repos/hello', "'ext::sh -c x'"),
      'services.hello.repository: found a transport helper',
    ],
    [
      'the secret of an OpenID client, which is not shown',
      `signIn: { issuer: 'https://id.example.com', clientId: a, clientSecret: 's3cr3t' }`,
      'signIn.clientSecret: found a text of 6 characters',
    ],
    [
      'a url with a password',
      production('url: "http://a:b@host"'),
      'production.url: found a text of 15 characters, expected an address',
    ],
  ])('%s', (_, text, line) => {
    const { code, lines } = refusalOf(() => read(text));
    expect(code).toBe('CONFIG_INVALID');
    expect(lines.join('\n')).toContain(line);
    expect(lines.join('\n')).not.toContain('geheim');
  });

  test.each([
    [
      'a token that is not hashed',
      'tokenSha256: geheim',
      'users.1.tokenSha256: found a text of 6 characters, expected the 64',
    ],
    [
      'no token',
      'roles: [start]',
      'users.1: found a map, expected a map with exactly one of tokenSha256 and token',
    ],
    [
      'two tokens',
      `tokenSha256: ${'b'.repeat(64)}, token: { env: X }`,
      'users.1: found a map, expected a map with exactly one',
    ],
    [
      'the token of another',
      `tokenSha256: ${SHA}`,
      'users.1.tokenSha256: found the same token as in users.0',
    ],
  ])('a user with %s', (_, keys, line) => {
    const roles = keys.includes('roles') ? '' : 'roles: [start], ';
    const principals = `users:\n  - { name: ana, roles: [], tokenSha256: ${SHA} }\n  - { name: ben, ${roles}${keys} }\n`;
    const { lines } = refusalOf(() => read(`${principals}services: {}`));
    expect(lines.join('\n')).toContain(line);
    expect(lines.join('\n')).not.toContain('geheim');
  });

  test('a group of service accounts, which cannot vote', () => {
    const principals = `users:\n  - { name: ana, roles: [], tokenSha256: ${SHA} }\nserviceAccounts:\n  - { name: ci, roles: [], token: { env: X } }\n`;
    expect(
      refusalOf(() => read(`${principals}groups: { all: [ana, anna, ci] }\nservices: {}`)).lines,
    ).toEqual([
      'slipway.yaml:5:22: groups.all.1: found anna, expected the name of a user, such as ana',
      'slipway.yaml:5:28: groups.all.2: found ci, expected the name of a user',
    ]);
  });
});
