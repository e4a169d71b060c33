import { posix } from 'node:path';
import { z } from 'zod';
import type {
  Comparison,
  Expectation,
  Pipeline,
  Verification,
  WatchCheck,
} from '../domain/plan/pipeline.ts';
import { about, commandLine, duration, insidePath, name, stepTimeout, text } from './fields.ts';
import { variables } from './fields.ts';
import { readYaml } from './yaml-file.ts';

/** How a command is written. */
function command(timeout: string, run: string, example: string) {
  return {
    run: about(commandLine(), `${run} A line for \`/bin/sh -c\`.`, example),
    timeout: about(
      stepTimeout().prefault(timeout),
      'Timeout. The command and everything it started are killed.',
      '10m',
    ),
    env: variables(),
  };
}

const build = z.strictObject({
  ...command(
    '15m',
    'The build command, run in the root of a clean checkout.',
    'npm ci && npm run build',
  ),
  artifact: about(
    insidePath(),
    'The file or directory that the build produces. Exactly these bytes are tested and deployed. File names may be any bytes; pipes, sockets and devices are refused.',
    'dist',
  ),
});

const suite = z.strictObject(
  command('15m', 'The test command, run in a clean checkout with the artifact.', 'npm test'),
);

const http = {
  http: about(
    z
      .string()
      .regex(/^\/[^\s#]*$/, { error: 'a path that begins with /' })
      .meta({ title: 'path' }),
    'Sends GET to this path.',
    '/healthz',
  ),
  expect: about(z.int().min(100).max(599).prefault(200), 'Expected status.', 204),
  contains: about(text('text').exactOptional(), 'A text that the body must contain.', 'ok'),
};

const prometheus = {
  prometheus: about(
    z.strictObject({
      query: about(
        z
          .string()
          // `$1` and `${name}` belong to label_replace; another `$name` would be a slip.
          .regex(
            /^(?:[^$\0]|\$(?:(?:service|environment|release|commit)(?![A-Za-z0-9_])|(?![A-Za-z_])))+$/,
            {
              error:
                'a query in PromQL, whose only variables are $service, $environment, $release and $commit',
            },
          )
          .meta({ title: 'query' }),
        'An instant query. `$service`, `$environment`, `$release` and `$commit` are replaced, escaped for a string of PromQL: write them in quotes, such as `{service="$service"}`.',
        'sum(rate(http_errors_total{service="$service"}[5m])) / sum(rate(http_requests_total{service="$service"}[5m]))',
      ),
      expect: about(
        z
          .string()
          .regex(/^ *(<=|>=|==|!=|<|>) *-?\d{1,15}(\.\d{1,15})?([eE][+-]?\d{1,2})? *$/, {
            error: "a comparison with a number in quotes, such as '< 0.01'",
          })
          .meta({ title: 'comparison' }),
        'The comparison that every series of the result must satisfy: `<`, `<=`, `>`, `>=`, `==` or `!=`, and a number. Without a series, or with `NaN`, the check is inconclusive.',
        '< 0.01',
      ),
    }),
    "Runs a query in the environment's Prometheus, whose address is in slipway.yaml.",
  ),
};

const retryFor = about(
  duration({ maxMs: 86_400_000 }).prefault('30s'),
  'How long to retry before the check fails.',
  '1m',
);

const smoke = command(
  '5m',
  'A command that passes with exit code 0. It gets $SLIPWAY_URL.',
  'npm run smoke',
);

const KINDS = {
  error: 'a map with one of http (a path), prometheus (a query) and run (a command line)',
};

const verification = z.union(
  [
    z.strictObject({ ...http, retryFor }),
    z.strictObject({ ...prometheus, retryFor }),
    z.strictObject(smoke),
  ],
  KINDS,
);

const looks = {
  interval: about(
    duration({ minMs: 1_000, maxMs: 86_400_000 }).prefault('15s'),
    'Time between checks.',
    '1m',
  ),
  failureThreshold: about(
    z.int().min(1).max(1_000).prefault(3),
    'Consecutive failures before the watch fails. An inconclusive check does not count.',
    5,
  ),
};

const retryForOfWatch = about(
  duration({ maxMs: 86_400_000 }).exactOptional(),
  'How long one check may retry. Default: no retry.',
  '5s',
);

const watchCheck = z.union(
  [
    z.strictObject({ ...http, retryFor: retryForOfWatch, ...looks }),
    z.strictObject({ ...prometheus, retryFor: retryForOfWatch, ...looks }),
    z.strictObject({ ...smoke, ...looks }),
  ],
  KINDS,
);

/** The keys of `pipeline.yaml`. */
export const PIPELINE_SCHEMA = z
  .strictObject({
    build: about(build, 'How the artifact is built, once for each release.'),
    test: about(
      z.record(name(), suite).prefault({}),
      'Test suites. They run in parallel; all must pass.',
    ),
    verify: about(
      z.record(name(), verification).prefault({}),
      'Checks by name, run one after another right after each deployment.',
    ),
    watch: about(
      z.record(name(), watchCheck).prefault({}),
      'Checks by name, repeated after the verification, in environments with `watch` in slipway.yaml. Each has its own interval; commands run one after another.',
    ),
  })
  .meta({
    title: 'pipeline.yaml',
    description:
      'How a service is built, tested, verified and watched. In the root of its repository; read at the commit of the release.',
  });

/**
 * Reads pipeline.yaml.
 *
 * @param file the name that problems are reported under
 * @throws SlipwayError PIPELINE_INVALID, with every problem that there is
 */
export function readPipeline(source: string, file = 'pipeline.yaml'): Pipeline {
  const read = readYaml({ text: source, file, schema: PIPELINE_SCHEMA, code: 'PIPELINE_INVALID' });
  const { artifact, ...buildStep } = read.build;
  const watch = Object.entries(read.watch).map((entry) => watchCheckOf(...entry));
  return {
    build: { ...stepOf(buildStep), artifact: plainPath(artifact) },
    test: Object.entries(read.test).map(([suiteName, step]) => ({
      name: suiteName,
      ...stepOf(step),
    })),
    verify: Object.entries(read.verify).map((entry) => verificationOf(...entry)),
    ...(watch.length > 0 && { watch }),
  };
}

function stepOf({ run, timeout, env }: z.output<typeof suite>) {
  return { run, timeoutMs: timeout, env };
}

function plainPath(path: string): string {
  return posix.normalize(path).replace(/\/$/, '');
}

type CheckEntry = z.output<typeof verification> | z.output<typeof watchCheck>;

function verificationOf(title: string, check: CheckEntry): Verification {
  if ('run' in check) return { kind: 'run', name: title, ...stepOf(check) };
  const retryForMs = check.retryFor ?? 0;
  if ('prometheus' in check) {
    const { query, expect } = check.prometheus;
    const expected = expectationOf(expect);
    return { kind: 'prometheus', name: title, query, expect: expected, retryForMs };
  }
  return {
    kind: 'http',
    name: title,
    path: check.http,
    expectStatus: check.expect,
    ...(check.contains !== undefined && { expectText: check.contains }),
    retryForMs,
  };
}

function watchCheckOf(title: string, check: z.output<typeof watchCheck>): WatchCheck {
  const { interval, failureThreshold } = check;
  return { ...verificationOf(title, check), intervalMs: interval, failureThreshold };
}

/** The schema has seen that it is a comparison. */
function expectationOf(written: string): Expectation {
  const [, operator, value] = /^ *([<>=!]+) *(\S+)/.exec(written) ?? [];
  // JSON, in which the plan is kept, knows one zero.
  return { operator: operator as Comparison, value: Number(value) + 0 };
}
