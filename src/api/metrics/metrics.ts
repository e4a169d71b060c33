import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Env } from '../app-context.ts';
import { problems } from '../problem.ts';

const read = createRoute({
  method: 'get',
  path: '/metrics',
  operationId: 'readMetrics',
  summary: 'Read the metrics of this API in the Prometheus format',
  description:
    'Requires signing in. Releases are counted at most every 15 s. docs/operations.md ' +
    'describes each metric.',
  responses: {
    200: {
      description: 'Metrics in the text format of Prometheus',
      content: { 'text/plain': { schema: z.string() } },
    },
    ...problems(),
  },
});

/** @param metrics in the text format of Prometheus, version 0.0.4 */
export function metricRoutes({ metrics }: { metrics(): Promise<string> }) {
  return new OpenAPIHono<Env>().openapi(read, async (c) =>
    c.text(await metrics(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
}
