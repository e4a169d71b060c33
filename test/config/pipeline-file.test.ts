import { describe, expect, test } from 'vitest';
import { readPipeline } from '../../src/config/pipeline-file.ts';
import { refusalOf } from './problems.ts';

const BUILD = 'build: { run: make, artifact: dist }\n';

describe('pipeline.yaml', () => {
  test('becomes the pipeline of the plan, with its defaults, in the order written', () => {
    const pipeline = readPipeline(`
build: { run: make, artifact: ./out/dist/, env: { MODE: fast } }
test:
  unit: { run: make test, timeout: 1h30m }
  constructor: { run: make other }
verify:
  healthy: { http: /healthz }
  exact: { http: /, expect: 204, contains: hi, retryFor: 1m }
  smoke: { run: make smoke }
`);
    expect(pipeline).toEqual({
      build: { run: 'make', artifact: 'out/dist', timeoutMs: 900_000, env: { MODE: 'fast' } },
      test: [
        { name: 'unit', run: 'make test', timeoutMs: 5_400_000, env: {} },
        { name: 'constructor', run: 'make other', timeoutMs: 900_000, env: {} },
      ],
      verify: [
        { kind: 'http', name: 'healthy', path: '/healthz', expectStatus: 200, retryForMs: 30_000 },
        {
          kind: 'http',
          name: 'exact',
          path: '/',
          expectStatus: 204,
          expectText: 'hi',
          retryForMs: 60_000,
        },
        { kind: 'run', name: 'smoke', run: 'make smoke', timeoutMs: 300_000, env: {} },
      ],
    });
  });

  test('may ask Prometheus, and may watch', () => {
    const { verify, watch } = readPipeline(`${BUILD}
verify:
  errors: { prometheus: { query: 'errors{service="$service"}', expect: '< 0.01' }, retryFor: 2m }
watch:
  healthy: { http: /healthz }
  constructor: { run: make smoke, interval: 1m, failureThreshold: 1 }
  slow: { prometheus: { query: slow, expect: '>=-1.5e3' }, retryFor: 5s, interval: 1s, failureThreshold: 5 }
`);
    expect(verify).toEqual([
      {
        kind: 'prometheus',
        name: 'errors',
        query: 'errors{service="$service"}',
        expect: { operator: '<', value: 0.01 },
        retryForMs: 120_000,
      },
    ]);
    expect(watch).toEqual([
      {
        kind: 'http',
        name: 'healthy',
        path: '/healthz',
        expectStatus: 200,
        retryForMs: 0,
        intervalMs: 15_000,
        failureThreshold: 3,
      },
      {
        kind: 'run',
        name: 'constructor',
        run: 'make smoke',
        timeoutMs: 300_000,
        env: {},
        intervalMs: 60_000,
        failureThreshold: 1,
      },
      {
        kind: 'prometheus',
        name: 'slow',
        query: 'slow',
        expect: { operator: '>=', value: -1500 },
        retryForMs: 5_000,
        intervalMs: 1_000,
        failureThreshold: 5,
      },
    ]);
  });

  test('has no watch by default', () => {
    expect(readPipeline(`${BUILD}watch: {}`)).toEqual(readPipeline(BUILD));
    expect(readPipeline(BUILD)).not.toHaveProperty('watch');
  });

  test.each([
    'up{service="$service", env="$environment", release="$release", commit="$commit"}',
    'label_replace(up, "host", "$1", "instance", "(.*):.*")',
    'label_replace(up, "host", "${name}", "instance", "(?P<name>.*):.*")',
    'up{job=~"hello$"}',
  ])('accepts the query %s', (query) => {
    const check = { it: { prometheus: { query, expect: '== 1' } } };
    const { verify } = readPipeline(`${BUILD}verify: ${JSON.stringify(check)}`);
    expect(verify[0]).toMatchObject({ query, expect: { operator: '==', value: 1 } });
  });

  test.each(['$foo', '$services', '$__range', '$interval', '$release_id'])(
    'refuses the variable %s in a query',
    (variable) => {
      const check = { it: { prometheus: { query: `up{a="${variable}"}`, expect: '== 1' } } };
      const text = `${BUILD}verify: ${JSON.stringify(check)}`;
      expect(refusalOf(() => readPipeline(text)).code).toBe('PIPELINE_INVALID');
    },
  );

  test('may have no suites and no checks', () => {
    expect(readPipeline(BUILD)).toMatchObject({ test: [], verify: [] });
    expect(readPipeline(`${BUILD}test: {}\nverify: {}`)).toMatchObject({ test: [], verify: [] });
  });

  test.each([
    '',
    '.',
    './',
    './.',
    '/',
    '/dist',
    '..',
    '../dist',
    'a/../b',
    'a/..',
    './/..',
    'a\\b',
    '"a\\nb"',
  ])('refuses an artifact outside the workspace: %j', (artifact) => {
    const text = `build: { run: make, artifact: ${artifact.startsWith('"') ? artifact : `'${artifact}'`} }`;
    expect(refusalOf(() => readPipeline(text)).lines[0]).toContain(
      'pipeline.yaml:1:31: build.artifact: found',
    );
  });

  test.each(['dist', './dist', 'a/b', '..dist', 'dist..', '.next', 'a/.b/c', 'app.tar'])(
    'takes an artifact inside the workspace: %j',
    (artifact) => {
      expect(() => readPipeline(`build: { run: make, artifact: '${artifact}' }`)).not.toThrow();
    },
  );

  test.each([
    ['a missing build', 'test: {}', '1:1: build: found nothing, expected a map'],
    [
      'a missing command',
      'build: { artifact: dist }',
      '1:1: build.run: found nothing, expected a text',
    ],
    ['a missing artifact', 'build: { run: make }', '1:1: build.artifact: found nothing'],
    [
      'an empty command',
      "build: { run: '', artifact: dist }",
      '1:15: build.run: found an empty text',
    ],
    [
      'a key of no meaning',
      `${BUILD}deploy: {}`,
      '2:1: deploy: found an unknown key, expected one of build, test, verify, watch',
    ],
    [
      'a name',
      `${BUILD}test: { Unit: { run: x } }`,
      '2:9: test.Unit: found "Unit", expected a name of lowercase letters',
    ],
    [
      'a duration',
      `${BUILD}test: { unit: { run: x, timeout: 10 minutes } }`,
      '2:34: test.unit.timeout: found "10 minutes", expected a duration such as',
    ],
    [
      'no time at all',
      `${BUILD}test: { unit: { run: x, timeout: 0s } }`,
      '2:34: test.unit.timeout: found "0s", expected a duration such as',
    ],
    [
      'a timeout that no timer can hold',
      `${BUILD}test: { unit: { run: x, timeout: 60d } }`,
      '2:34: test.unit.timeout: found "60d", expected a duration from 1ms to 7d',
    ],
    [
      'a variable that is Slipway’s',
      `${BUILD}test: { unit: { run: x, env: { SLIPWAY_COMMIT: x } } }`,
      '2:32: test.unit.env.SLIPWAY_COMMIT: found "SLIPWAY_COMMIT"',
    ],
    [
      'a number as a variable',
      `${BUILD}test: { unit: { run: x, env: { PORT: 1 } } }`,
      '2:38: test.unit.env.PORT: found the number 1, expected a text (put it in quotes)',
    ],
    [
      'a check of no kind',
      `${BUILD}verify: { it: { retryFor: 1m } }`,
      '2:15: verify.it: found a map, expected a map with one of http (a path), prometheus (a query) and run',
    ],
    [
      'a path without /',
      `${BUILD}verify: { it: { http: healthz } }`,
      '2:23: verify.it.http: found "healthz", expected a path that begins with /',
    ],
    [
      'a status',
      `${BUILD}verify: { it: { http: /, expect: 99 } }`,
      '2:34: verify.it.expect: found the number 99, expected at least 100',
    ],
    [
      'a status as a check of Prometheus',
      `${BUILD}verify: { it: { prometheus: { query: up, expect: 200 } } }`,
      '2:50: verify.it.prometheus.expect: found the number 200, expected a text (put it in quotes)',
    ],
    [
      'a comparison with a word',
      `${BUILD}verify: { it: { prometheus: { query: up, expect: '< few' } } }`,
      '2:50: verify.it.prometheus.expect: found "< few", expected a comparison with a number in quotes, such as \'< 0.01\'',
    ],
    [
      'a query with a variable that nobody replaces',
      `${BUILD}verify: { it: { prometheus: { query: 'up{a="$services"}', expect: '> 0' } } }`,
      '2:38: verify.it.prometheus.query: found "up{a=\\"$services\\"}", expected a query in PromQL, whose only variables are $service',
    ],
    [
      'a query without what is expected',
      `${BUILD}watch: { it: { prometheus: { query: up } } }`,
      '2:16: watch.it.prometheus.expect: found nothing',
    ],
    [
      'an http check with a query',
      `${BUILD}verify: { it: { http: /, prometheus: { query: up, expect: '> 0' } } }`,
      '2:15: verify.it: found a map, expected a map with one of',
    ],
    [
      'a watch that looks all the time',
      `${BUILD}watch: { it: { http: /, interval: 500ms } }`,
      '2:35: watch.it.interval: found "500ms", expected a duration from 1s to 1d',
    ],
    [
      'a watch that fails without a failure',
      `${BUILD}watch: { it: { http: /, failureThreshold: 0 } }`,
      '2:43: watch.it.failureThreshold: found the number 0, expected at least 1',
    ],
    [
      'a verification with what belongs to a watch',
      `${BUILD}verify: { it: { http: /, interval: 15s } }`,
      '2:26: verify.it.interval: found an unknown key',
    ],
  ])('refuses %s at its place', (_, text, line) => {
    const { code, lines } = refusalOf(() => readPipeline(text));
    expect(code).toBe('PIPELINE_INVALID');
    expect(lines.join('\n')).toContain(`pipeline.yaml:${line}`);
  });

  test('reports problems under the given file name', () => {
    expect(refusalOf(() => readPipeline('- x', 'abc/pipeline.yaml')).lines).toEqual([
      'abc/pipeline.yaml:1:1: found a list, expected a map',
    ]);
  });
});
