import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../../src/config/slipway-file.ts';
import { blocksOf, pageAt } from '../docs/pages.ts';
import { refusalOf } from './problems.ts';

const read = (text: string) => readConfiguration(text, 'slipway.yaml', '/srv/slipway');
const service = (keys: string) => `
services:
  hello:
    repository: https://github.com/example/hello.git
    ${keys}
    environments: { production: { target: { kind: command, deploy: make } } }
`;

describe('a trigger', () => {
  test('is needed for a push to start a release', () => {
    expect(read(service('branches: [main]')).services['hello']).not.toHaveProperty('trigger');
  });
  test.each([
    ['branches: [main]\n    trigger: {}', ['main']],
    ['trigger: {}', []],
    ['branches: [main]\n    trigger: { branches: [main, release/*] }', ['main', 'release/*']],
  ])('of %j matches pushes to %j', (keys, branches) => {
    const { trigger } = read(service(keys)).services['hello'] ?? {};
    expect(trigger).toEqual({ branches, paths: [], pathsIgnore: [] });
  });
  test.each([
    ['trigger: true', 'expected a map'],
    ['trigger: { branches: [] }', 'expected'],
    ['trigger: { path: [a] }', 'paths'],
    [`trigger: { paths: [${'a'.repeat(201)}] }`, 'at most 200 characters'],
  ])('is refused at its place when it is %s', (keys, said) => {
    const { code, lines } = refusalOf(() => read(service(keys)));
    expect(code).toBe('CONFIG_INVALID');
    expect(lines[0]).toMatch(/^slipway\.yaml:5:\d+: /);
    expect(lines[0]).toContain(said);
  });
});

describe('webhooks of slipway.yaml', () => {
  test('are off by default', () => {
    expect(read('services: {}').webhooks).toEqual({});
  });
  test('are the names of variables, the current one first', () => {
    const text = `
webhooks:
  github: { secret: { env: NEW, previous: OLD } }
  gitlab: { secret: { env: SIGNING }, token: { env: TOKEN } }
  push: { secret: { env: PUSH } }
services: {}`;
    expect(read(text).webhooks).toEqual({
      github: ['NEW', 'OLD'],
      gitlab: { secrets: ['SIGNING'], tokens: ['TOKEN'] },
      push: ['PUSH'],
    });
  });
  test.each([
    ['gitlab: {}', 'secret or token'],
    ['github: {}', 'secret'],
    ['bitbucket: {}', 'bitbucket'],
    ['push: { secret: { env: SLIPWAY_PUSH } }', 'does not begin with SLIPWAY_'],
  ])('are refused as %s', (entry, said) => {
    const { lines } = refusalOf(() => read(`webhooks: { ${entry} }\nservices: {}`));
    expect(lines[0]).toMatch(/^slipway\.yaml:1:\d+: /);
    expect(lines[0]).toContain(said);
  });
  test('are refused without showing a secret that was written out', () => {
    const secret = 'whsec_c2VjcmV0';
    const { lines } = refusalOf(() => read(`webhooks: { push: { secret: ${secret} } }`));
    expect(lines.join('\n')).not.toContain(secret);
  });
});

test('every slipway.yaml of docs/webhooks.md is accepted', () => {
  const blocks = blocksOf(pageAt('docs/webhooks.md')).filter(({ language }) => language === 'yaml');
  expect(blocks.length).toBeGreaterThan(2);
  for (const { text } of blocks) read(text);
});
