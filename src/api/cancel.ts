import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Release } from '../domain/release.ts';
import { requireRole } from './authenticate.ts';
import type { Engine } from './engine.ts';
import type { Env } from './env.ts';
import { BODY_ERRORS, problems, refuseInvalid } from './problem.ts';
import { readRelease, releaseParams } from './releases.ts';

const cancel = createRoute({
  method: 'post',
  path: '/releases/{id}/cancel',
  operationId: 'cancelRelease',
  summary: 'Stop a release',
  description:
    'Needs the role `operate`. Stops it at once, unless it is deploying: then it leaves that ' +
    'environment first, so that nothing is left half done. Safe to send twice.',
  request: {
    params: releaseParams,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.strictObject({ reason: z.string().max(2_000).optional() }).openapi('Cancel'),
        },
      },
    },
  },
  responses: {
    202: {
      description: 'It was asked to stop',
      content: { 'application/json': { schema: z.object({ next: z.string() }) } },
    },
    ...problems(...BODY_ERRORS, 'FORBIDDEN', 'RELEASE_NOT_FOUND', 'RELEASE_CLOSED'),
  },
});

export function cancelRoutes({ engine }: { engine: Engine }) {
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid }).openapi(cancel, async (c) => {
    requireRole(c.var.caller, 'operate');
    const { id } = c.req.valid('param');
    const { reason } = c.req.valid('json');
    const by = c.var.caller.name;
    const release = await readRelease(engine, id);
    await engine.cancel(id, { by, ...(reason !== undefined && { reason }) });
    return c.json({ next: nextOf(release) }, 202);
  });
}

function nextOf({ phase, environment }: Release): string {
  return phase === 'deploying' || phase === 'verifying'
    ? `It finishes ${environment ?? 'the deployment'} first, and goes no further.`
    : 'It stops now.';
}
