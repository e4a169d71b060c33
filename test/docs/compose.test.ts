import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../../src/config/slipway-file.ts';
import { COMPOSE, composeData, composeText, root, withDefaults } from './compose-file.ts';

const text = composeText();
// Throws, and so fails every test here, if there is a key that Compose would refuse.
const compose = COMPOSE.parse(composeData(text));
const services = Object.entries(compose.services);
const runningFor = services.filter(([, { restart }]) => restart === 'unless-stopped');
const ours = services.filter(([, { build }]) => build !== undefined);

const configFile = 'deploy/compose/slipway.yaml';
const configuration = readConfiguration(
  readFileSync(join(root, configFile), 'utf8'),
  configFile,
  '/etc/slipway',
);

test.each(['restart:', 'healthcheck:', 'condition:', 'file:', 'internal:'])(
  'a misspelt %s in docker-compose.yml is found',
  (key) => {
    const misspelt = text.replace(key, `${key.slice(0, -2)}:`);
    expect(COMPOSE.safeParse(composeData(misspelt)).success).toBe(false);
  },
);

describe('what the services of docker-compose.yml name exists', () => {
  test.each(services)('networks, volumes, configs, secrets and services of %s', (_, service) => {
    const volumes = service.volumes.map((volume) => volume.split(':')[0]!);
    const configs = service.configs.map(({ source }) => source);
    expect(['default', ...Object.keys(compose.networks)]).toEqual(
      expect.arrayContaining(service.networks),
    );
    expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(volumes));
    expect(Object.keys(compose.configs)).toEqual(expect.arrayContaining(configs));
    expect(Object.keys(compose.secrets)).toEqual(expect.arrayContaining(service.secrets));
    for (const [name, { condition }] of Object.entries(service.depends_on))
      expect(compose.services[name], name).toMatchObject(
        condition === 'service_healthy' ? { healthcheck: {} } : { image: expect.any(String) },
      );
  });

  test('a mounted configuration is a file of this repository', () => {
    for (const { file } of Object.values(compose.configs))
      expect(existsSync(join(root, withDefaults(file))), file).toBe(true);
  });

  test.each(ours)('the program of %s is built from a file of src/entry', (_, { command }) => {
    expect(command).toEqual(['node', expect.stringMatching(/^dist\/entry\/\w+\.js$/)]);
    const source = command![1]!.replace('dist/', 'src/').replace(/js$/, 'ts');
    expect(existsSync(join(root, source)), source).toBe(true);
  });

  test.each(ours)('each variable of %s is one that something reads', (_, { environment }) => {
    const reader = readFileSync(join(root, 'src/config/env.ts'), 'utf8');
    const tokens = configuration.principals.flatMap(({ token }) =>
      'env' in token ? token.env : [],
    );
    for (const name of Object.keys(environment)) {
      const isRead = reader.includes(`'${name.replace(/_FILE$/, '')}'`);
      const isToken = tokens.includes(name.replace(/_FILE$/, ''));
      const isTemporals = ['TEMPORAL_ADDRESS', 'TEMPORAL_NAMESPACE'].includes(name);
      expect(isRead || isToken || isTemporals, name).toBe(true);
    }
  });

  test('each variable that a person may set is in docs/compose.md, and the other way round', () => {
    const page = readFileSync(join(root, 'docs/compose.md'), 'utf8');
    const used = [...text.matchAll(/\$\{(\w+):-/g)].map(([, name]) => name!);
    const told = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!);
    expect(new Set(told)).toEqual(new Set(used));
    expect(text.match(/(?<!\$)\$\{\w+\}/g)).toBeNull();
  });
});

describe('what docker-compose.yml runs is known and kept alive', () => {
  test.each(services)('the image of %s has a version', (_, { image }) => {
    expect(withDefaults(image)).toMatch(/^(slipway:local|[a-z/-]+:\d+(\.\d+\.\d+|-[a-z]+))$/);
  });

  test('the server and its tools have the same version', () => {
    const tagOf = (name: string) => compose.services[name]?.image.split(':')[1];
    expect(tagOf('temporal-schema')).toBe(tagOf('temporal'));
    expect(tagOf('temporal-namespace')).toBe(tagOf('temporal'));
  });

  test.each(runningFor)('%s has a healthcheck, or a comment says why not', (name, service) => {
    const reason = new RegExp(`# No healthcheck: [^\\n]+\\n(  #[^\\n]*\\n)*  ${name}:\\n`);
    expect(service.healthcheck !== undefined || reason.test(text)).toBe(true);
  });

  test.each(services)('the log of %s cannot fill the disk', (_, { logging }) => {
    expect(logging.options).toEqual({ 'max-size': '10m', 'max-file': '5' });
  });

  test('the worker has longer to stop than a running step has', () => {
    const source = readFileSync(join(root, 'src/worker/create-workers.ts'), 'utf8');
    const forced = Number(/shutdownForceTime: '(\d+) s'/.exec(source)?.[1]);
    const granted = Number.parseInt(compose.services['worker']?.stop_grace_period ?? '', 10);
    expect(granted).toBeGreaterThan(forced);
  });
});

describe('who can reach what docker-compose.yml runs', () => {
  test.each(services)('%s publishes ports on 127.0.0.1 only', (_, { ports }) => {
    for (const port of ports) expect(withDefaults(port)).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('neither Temporal nor the database publishes a port', () => {
    expect(services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)).toEqual([
      'temporal-ui',
      'api',
    ]);
  });

  test('the database is on a network without a way out, away from the worker', () => {
    expect(compose.networks['database']).toEqual({ internal: true });
    expect(compose.services['postgresql']?.networks).toEqual(['database']);
    const reaching = services.filter(([, { networks }]) => networks.includes('database'));
    expect(reaching.map(([name]) => name)).toEqual(['postgresql', 'temporal-schema', 'temporal']);
  });

  test('the UI of Temporal takes no writes', () => {
    expect(compose.services['temporal-ui']?.environment).toMatchObject({
      TEMPORAL_DISABLE_WRITE_ACTIONS: 'true',
    });
  });

  test.each(services)('secrets reach %s as files only', (_, { environment, secrets }) => {
    for (const [name, value] of Object.entries(environment)) {
      if (!/PASSWORD|PWD|TOKEN|SECRET|_KEY/.test(name)) continue;
      expect(name).toMatch(/_FILE$/);
      expect(secrets.map((secret) => `/run/secrets/${secret}`)).toContain(value);
    }
  });

  test('the worker, which runs the commands of pipelines, has no secret of the API', () => {
    expect(compose.services['worker']?.secrets).toEqual([]);
  });

  test('no secret is in the repository or in the image', () => {
    for (const { file } of Object.values(compose.secrets))
      expect(file).toMatch(/^\.\/deploy\/compose\/secrets\/[a-z-]+$/);
    expect(lines('deploy/compose/.gitignore')).toContain('secrets/');
    expect(lines('.dockerignore').find((line) => !line.startsWith('#'))).toBe('*');
    expect(lines('.dockerignore')).not.toContain('!deploy');
  });
});

describe('the configuration of docker-compose.yml', () => {
  test('is valid, and keeps its state in the volume', () => {
    const paths = Object.values(configuration.services)
      .flatMap(({ environments }) => environments)
      .flatMap(({ target }) => (target.kind === 'directory' ? [target.path] : []));
    for (const path of [configuration.storeFolder, ...paths])
      expect(path).toMatch(/^\/var\/lib\/slipway\//);
  });

  test('has users, because the API serves more than its own machine', () => {
    expect(compose.services['api']?.environment['SLIPWAY_HOST']).toBe('0.0.0.0');
    expect(configuration.principals.length).toBeGreaterThan(0);
  });
});

describe('the Dockerfile', () => {
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');

  test('takes only files that exist and that .dockerignore lets through', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from]) =>
      from!.split(' '),
    );
    expect(copied.length).toBeGreaterThan(0);
    expect(lines('.dockerignore').filter((line) => line.startsWith('!'))).toEqual(
      copied.map((file) => `!${file}`),
    );
    for (const file of copied) expect(existsSync(join(root, file)), file).toBe(true);
  });

  test('runs as a user without rights, who owns the folder of the volume only', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).not.toContain('--chown');
    expect(dockerfile).toContain('--owner=node --group=node /var/lib/slipway');
  });
});

function lines(file: string): string[] {
  return readFileSync(join(root, file), 'utf8').trimEnd().split('\n');
}
