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
  exact: { http: /, expect: 204, text: hi, within: 1m }
  smoke: { run: make smoke }
`);
    expect(pipeline).toEqual({
      build: { run: 'make', artifact: 'out/dist', timeoutMs: 900_000, env: { MODE: 'fast' } },
      test: [
        { name: 'unit', run: 'make test', timeoutMs: 5_400_000, env: {} },
        { name: 'constructor', run: 'make other', timeoutMs: 900_000, env: {} },
      ],
      verify: [
        { kind: 'http', name: 'healthy', path: '/healthz', expectStatus: 200, withinMs: 30_000 },
        {
          kind: 'http',
          name: 'exact',
          path: '/',
          expectStatus: 204,
          expectText: 'hi',
          withinMs: 60_000,
        },
        { kind: 'run', name: 'smoke', run: 'make smoke', timeoutMs: 300_000, env: {} },
      ],
    });
  });

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
  ])('refuses an artifact that is not inside the workspace: %j', (artifact) => {
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
      'a watch',
      `${BUILD}watch: {}`,
      '2:1: watch: found an unknown key, expected one of build, test, verify',
    ],
    [
      'a name',
      `${BUILD}test: { Unit: { run: x } }`,
      '2:9: test.Unit: found "Unit", expected a name of small letters',
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
      `${BUILD}verify: { it: { within: 1m } }`,
      '2:11: verify.it.http: found nothing',
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
  ])('refuses %s, and says where', (_, text, line) => {
    const { code, lines } = refusalOf(() => readPipeline(text));
    expect(code).toBe('PIPELINE_INVALID');
    expect(lines.join('\n')).toContain(`pipeline.yaml:${line}`);
  });

  test('reports under the name that it is given', () => {
    expect(refusalOf(() => readPipeline('- x', 'abc/pipeline.yaml')).lines).toEqual([
      'abc/pipeline.yaml:1:1: found a list, expected a map',
    ]);
  });
});
