import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Engine } from './engine.ts';

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

export function healthRoutes({ engine }: { engine: Engine }) {
  return new OpenAPIHono()
    .openapi(live, (c) => c.json({ live: true as const }, 200))
    .openapi(ready, async (c) => {
      const { temporal, worker } = await engine.health();
      // Without a worker the API still takes starts and votes, so it stays ready.
      return c.json({ ready: temporal, temporal, worker }, temporal ? 200 : 503);
    });
}
