import { expect, test } from 'vitest';
import { readConfiguration } from '../../src/config/slipway-file.ts';
import { refusalOf } from './problems.ts';

/** The environment with these keys beside its target. */
function environmentOf(keys: string) {
  const environments = `{ production: { target: { kind: command, deploy: x }${keys} } }`;
  const text = `services: { hello: { repository: hello, environments: ${environments} } }`;
  return readConfiguration(text, 'slipway.yaml', '/srv').services['hello']?.environments[0];
}

test('an environment has the address of its Prometheus, and the time of its watch', () => {
  const environment = environmentOf(", prometheus: 'http://127.0.0.1:9090/', watch: 15m");
  expect(environment).toMatchObject({ prometheus: 'http://127.0.0.1:9090', watchMs: 900_000 });
});

test('an environment with neither is planned without them', () => {
  expect(environmentOf('')).not.toHaveProperty('prometheus');
  expect(environmentOf('')).not.toHaveProperty('watchMs');
});

test.each([
  ['watch: true', 'watch: found the boolean true, expected a text (put it in quotes)'],
  ['watch: 8d', 'watch: found "8d", expected a duration from 1ms to 7d'],
  ['watch: { it: { http: / } }', 'watch: found a map, expected a text'],
  [
    'prometheus: "http://a:b@host:9090"',
    'prometheus: found "http://a:b@host:9090", expected an address such as http://127.0.0.1:9090',
  ],
  ['prometheus: localhost', 'prometheus: found "localhost", expected an address'],
])('an environment with %s is refused', (key, message) => {
  const { code, lines } = refusalOf(() => environmentOf(`, ${key}`));
  expect(code).toBe('CONFIG_INVALID');
  expect(lines.join('\n')).toContain(`services.hello.environments.production.${message}`);
});
