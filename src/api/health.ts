import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Engine } from './engine.ts';

interface HealthDependencies {
  readonly engine: Engine;
  /** What is wrong with slipway.yaml as it is now. */
  configurationProblem(): string | undefined;
}

const live = createRoute({
  method: 'get',
  path: '/health/live',
  operationId: 'isLive',
  summary: 'Whether this process answers',
  security: [],
  responses: {
    200: {
      description: 'It does',
      content: { 'application/json': { schema: z.object({ live: z.literal(true) }) } },
    },
  },
});

const readiness = z.object({
  ready: z.boolean(),
  temporal: z.boolean().describe('Whether Temporal answers.'),
  worker: z.boolean().describe('Whether a worker serves the queue. Without one, votes are kept.'),
  configuration: z
    .enum(['ok', 'broken'])
    .describe('Whether slipway.yaml fits as it is now. If not, the one before it stays in force.'),
  problem: z.string().optional().describe('What is wrong with slipway.yaml, a line for each.'),
});

const ready = createRoute({
  method: 'get',
  path: '/health/ready',
  operationId: 'isReady',
  summary: 'Whether releases can be started and voted on',
  security: [],
  responses: {
    200: { description: 'They can', content: { 'application/json': { schema: readiness } } },
    503: { description: 'They cannot', content: { 'application/json': { schema: readiness } } },
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
      // Without a worker the API still takes starts and votes, so it stays ready; and so it does
      // with a file that somebody broke.
      return c.json({ ready: temporal, temporal, worker, ...file }, temporal ? 200 : 503);
    });
}
