import { expect, test } from 'vitest';
import { readConfiguration } from '../../src/config/slipway-file.ts';
import { refusalOf } from './problems.ts';

/** The service with these recipients. */
function serviceWith(notifications: string) {
  const environments = '{ production: { target: { kind: command, deploy: x } } }';
  const text = `services: { hello: { repository: hello, notifications: ${notifications}, environments: ${environments} } }`;
  return readConfiguration(text, 'slipway.yaml', '/srv').services['hello'];
}

const hook = 'kind: webhook, url: "https://example.com/hook", secret: { env: HOOK }';

test('a service lists its recipients, and a recipient without a name has the name of its kind', () => {
  expect(
    serviceWith(`[{ ${hook} }, { ${hook}, name: audit, events: [build.started] }]`),
  ).toMatchObject({
    notifications: [
      {
        kind: 'webhook',
        name: 'webhook',
        url: 'https://example.com/hook',
        secret: { env: 'HOOK' },
      },
      { kind: 'webhook', name: 'audit', events: ['build.started'] },
    ],
  });
});

test('a service may notify a chat and the host of its commits', () => {
  const notifications = [
    '{ kind: slack, url: { env: SLACK_URL }, topics: [approval] }',
    '{ kind: github, repository: example/hello, token: { env: GITHUB_TOKEN } }',
    '{ kind: gitlab, project: a/b/hello, token: { env: T }, api: "https://git.example.com/api/v4/" }',
  ];
  expect(serviceWith(`[${notifications.join(', ')}]`)?.notifications).toEqual([
    { kind: 'slack', name: 'slack', url: { env: 'SLACK_URL' }, topics: ['approval'] },
    {
      kind: 'github',
      name: 'github',
      repository: 'example/hello',
      token: { env: 'GITHUB_TOKEN' },
      api: 'https://api.github.com',
    },
    {
      kind: 'gitlab',
      name: 'gitlab',
      project: 'a/b/hello',
      token: { env: 'T' },
      api: 'https://git.example.com/api/v4',
    },
  ]);
});

test('a service without notifications has no recipients', () => {
  expect(serviceWith('[]')).not.toHaveProperty('notifications');
});

test.each([
  ['[{ kind: mail }]', 'found "mail", expected one of webhook, slack, github, gitlab'],
  [`[{ ${hook} }, { ${hook} }]`, 'notifications.1: found a second recipient named webhook'],
  [`[{ ${hook}, events: [build.begun] }]`, 'notifications.0.events.0: found "build.begun"'],
  [`[{ ${hook}, token: x }]`, 'notifications.0.token: '],
  [
    '[{ kind: webhook, url: "http://example.com/hook", secret: { env: HOOK } }]',
    'expected an address such as https://example.com/hook; http only to this machine',
  ],
  ['[{ kind: slack, url: "https://hooks.example.com" }]', 'notifications.0.url: '],
  [
    '[{ kind: github, repository: hello, token: { env: T } }]',
    'expected an owner and a name such as example/hello',
  ],
  [
    '[{ kind: gitlab, project: a/b, token: { env: T }, api: "http://git.example.com" }]',
    'http only to this machine',
  ],
  ['[{ kind: webhook, url: "https://example.com" }]', 'notifications.0.secret: '],
])('notifications: %s is refused', (notifications, message) => {
  const { code, lines } = refusalOf(() => serviceWith(notifications));
  expect(code).toBe('CONFIG_INVALID');
  expect(lines.join('\n')).toContain(message);
});
