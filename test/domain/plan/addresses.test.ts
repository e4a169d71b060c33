import { expect, test } from 'vitest';
import { missingAddress } from '../../../src/domain/plan/addresses.ts';
import type { Verification, WatchCheck } from '../../../src/domain/plan/pipeline.ts';
import type { EnvironmentPlan } from '../../../src/domain/plan/plan.ts';
import { PLAN, STAGING } from '../../support/plan.ts';

const HTTP: Verification = {
  kind: 'http',
  name: 'healthy',
  path: '/',
  expectStatus: 200,
  retryForMs: 0,
};
const ERRORS: Verification = {
  kind: 'prometheus',
  name: 'errors',
  query: 'errors',
  expect: { operator: '<', value: 1 },
  retryForMs: 0,
};
const SMOKE: Verification = { kind: 'run', name: 'smoke', run: 'true', timeoutMs: 1, env: {} };

const watched = (check: Verification): WatchCheck => ({
  ...check,
  intervalMs: 1_000,
  failureThreshold: 3,
});

interface Case {
  readonly verify?: readonly Verification[];
  readonly watch?: readonly WatchCheck[];
  readonly environment?: Partial<EnvironmentPlan>;
}

const TABLE: readonly [what: string, given: Case, sentence: string | undefined][] = [
  ['no checks', {}, undefined],
  ['a command', { verify: [SMOKE] }, undefined],
  [
    'a check over HTTP without a url',
    { verify: [SMOKE, HTTP] },
    'pipeline.yaml verifies healthy over HTTP, but services.hello.environments.staging has no url.',
  ],
  ['a check over HTTP with a url', { verify: [HTTP], environment: { url: 'http://a' } }, undefined],
  [
    'a check by Prometheus with a url only',
    { verify: [HTTP, ERRORS], environment: { url: 'http://a' } },
    'pipeline.yaml verifies errors by Prometheus, but services.hello.environments.staging has no prometheus.',
  ],
  [
    'a check by Prometheus with its address',
    { verify: [ERRORS], environment: { prometheus: 'http://a' } },
    undefined,
  ],
  ['a watch of an environment that is not watched', { watch: [watched(ERRORS)] }, undefined],
  [
    'a watch over HTTP without a url',
    { watch: [watched(HTTP)], environment: { watchMs: 1 } },
    'pipeline.yaml watches healthy over HTTP, but services.hello.environments.staging has no url.',
  ],
  [
    'a watch by Prometheus without its address',
    { watch: [watched(ERRORS)], environment: { watchMs: 1 } },
    'pipeline.yaml watches errors by Prometheus, but services.hello.environments.staging has no prometheus.',
  ],
];

test.each(TABLE)(
  'a plan with %s has this missing',
  (_, { verify = [], watch, environment }, expected) => {
    const pipeline = { ...PLAN.pipeline, verify, ...(watch && { watch }) };
    const environments = [{ ...STAGING, ...environment }];
    expect(missingAddress({ ...PLAN, pipeline, environments })).toBe(expected);
  },
);
