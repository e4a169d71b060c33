import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Engine } from './engine.ts';

interface HealthDependencies {
  readonly engine: Engine;
  /** The problem of the current slipway.yaml, if it is invalid. */
  configurationProblem(): string | undefined;
}

const live = createRoute({
  method: 'get',
  path: '/health/live',
  operationId: 'isLive',
  summary: 'Liveness',
  security: [],
  responses: {
    200: {
      description: 'The process responds',
      content: { 'application/json': { schema: z.object({ live: z.literal(true) }) } },
    },
  },
});

const readiness = z.object({
  ready: z.boolean(),
  temporal: z.boolean().describe('Whether Temporal is reachable.'),
  worker: z
    .boolean()
    .describe('Whether a worker is running. Without one, votes are saved and counted later.'),
  configuration: z
    .enum(['ok', 'broken'])
    .describe('Whether slipway.yaml is valid. If not, its last valid version stays in force.'),
  problem: z.string().optional().describe('Problems of slipway.yaml, one a line.'),
});

const ready = createRoute({
  method: 'get',
  path: '/health/ready',
  operationId: 'isReady',
  summary: 'Readiness',
  security: [],
  responses: {
    200: {
      description: 'Releases can be started and voted on',
      content: { 'application/json': { schema: readiness } },
    },
    503: {
      description: 'Temporal is unreachable',
      content: { 'application/json': { schema: readiness } },
    },
  },
});

export function healthRoutes({ engine, configurationProblem }: HealthDependencies) {
  return new OpenAPIHono()
    .openapi(live, (c) => c.json({ live: true as const }, 200))
    .openapi(ready, async (c) => {
      const { temporal, worker } = await engine.health();
      const problem = configurationProblem();
      const file =
        problem === undefined
          ? ({ configuration: 'ok' } as const)
          : ({ configuration: 'broken', problem } as const);
      // The API still accepts starts and votes without a worker or with a broken file, so it stays
      // ready.
      return c.json({ ready: temporal, temporal, worker, ...file }, temporal ? 200 : 503);
    });
}
