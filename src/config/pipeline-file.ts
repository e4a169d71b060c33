import { posix } from 'node:path';
import { z } from 'zod';
import type { Pipeline, Verification } from '../domain/plan.ts';
import { about, commandLine, duration, insidePath, name, stepTimeout, text } from './fields.ts';
import { variables } from './fields.ts';
import { readYaml } from './yaml-file.ts';

/** How a command is written. */
function command(timeout: string, run: string, example: string) {
  return {
    run: about(commandLine(), `${run} A line for \`/bin/sh -c\`.`, example),
    timeout: about(
      stepTimeout().prefault(timeout),
      'How long it may run. What it started is ended then, all of it.',
      '10m',
    ),
    env: variables(),
  };
}

const build = z.strictObject({
  ...command('15m', 'Builds, in the root of a clean checkout.', 'npm ci && npm run build'),
  artifact: about(
    insidePath(),
    'What the build makes: a file or folder in the checkout. Its bytes are what is tested and deployed.',
    'dist',
  ),
});

const suite = z.strictObject(
  command('15m', 'Tests what was built, in a clean checkout with the artifact.', 'npm test'),
);

const httpCheck = z.strictObject({
  http: about(
    z
      .string()
      .regex(/^\/[^\s#]*$/, { error: 'a path that begins with /' })
      .meta({ title: 'path' }),
    'Asks this path of the environment, with GET.',
    '/healthz',
  ),
  expect: about(z.int().min(100).max(599).prefault(200), 'The status that is expected.', 204),
  text: about(text('text').exactOptional(), 'A text that the body must contain.', 'ok'),
  within: about(
    duration({ maxMs: 86_400_000 }).prefault('30s'),
    'How long it is tried again before it counts as failed.',
    '1m',
  ),
});

const commandCheck = z.strictObject(
  command('5m', 'Checks what was deployed: 0 is passed. It knows $SLIPWAY_URL.', 'npm run smoke'),
);

const verification = z.union([httpCheck, commandCheck], {
  error: 'a map with either http (a path) or run (a command line)',
});

/** What `pipeline.yaml` may hold. */
export const PIPELINE_SCHEMA = z
  .strictObject({
    build: about(build, 'How the artifact is built, once for each release.'),
    test: about(
      z.record(name(), suite).prefault({}),
      'Suites by name. They run side by side, and all must pass.',
    ),
    verify: about(
      z.record(name(), verification).prefault({}),
      'Checks by name, run one after another right after each deployment.',
    ),
  })
  .meta({
    title: 'pipeline.yaml',
    description:
      'How a service is built, tested and verified. It lies in the root of its repository and is read at the commit that is released.',
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
  return {
    build: { ...stepOf(buildStep), artifact: plainPath(artifact) },
    test: Object.entries(read.test).map(([suiteName, step]) => ({
      name: suiteName,
      ...stepOf(step),
    })),
    verify: Object.entries(read.verify).map((entry) => verificationOf(...entry)),
  };
}

function stepOf({ run, timeout, env }: z.output<typeof suite>) {
  return { run, timeoutMs: timeout, env };
}

function plainPath(path: string): string {
  return posix.normalize(path).replace(/\/$/, '');
}

function verificationOf(title: string, check: z.output<typeof verification>): Verification {
  if ('run' in check) return { kind: 'run', name: title, ...stepOf(check) };
  const { http, expect, text: expectText, within } = check;
  return {
    kind: 'http',
    name: title,
    path: http,
    expectStatus: expect,
    ...(expectText !== undefined && { expectText }),
    withinMs: within,
  };
}
