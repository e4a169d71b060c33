import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { cancelEffect } from '../../domain/release/action-effects.ts';
import type { Store } from '../../store/store.ts';
import type { Env } from '../app-context.ts';
import { requireRole } from '../authenticate.ts';
import type { Engine } from '../engine.ts';
import { BODY_ERRORS, problems, refuseInvalid } from '../problem.ts';
import { attempted } from './refused-attempts.ts';
import { placeOf, readRelease, releaseParams } from './releases.ts';

const cancel = createRoute({
  method: 'post',
  path: '/releases/{id}/cancel',
  operationId: 'cancelRelease',
  summary: 'Cancel a release',
  description:
    'Requires the `operate` role. Stops at once, except while deploying: then the deployment to ' +
    'that environment finishes first. Idempotent.',
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
      description: 'The release is being cancelled',
      content: { 'application/json': { schema: z.object({ next: z.string() }) } },
    },
    ...problems(...BODY_ERRORS, 'FORBIDDEN', 'RELEASE_NOT_FOUND', 'RELEASE_ENDED'),
  },
});

export interface CancelDependencies {
  readonly engine: Engine;
  readonly store: Pick<Store, 'appendToAuditLog' | 'readAuditLog'>;
}

export function cancelRoutes(dependencies: CancelDependencies) {
  const { engine } = dependencies;
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid }).openapi(cancel, async (c) => {
    const { id } = c.req.valid('param');
    const { reason } = c.req.valid('json');
    const { principal } = c.var;
    const by = principal.name;
    const attempt = { id, by, attempt: 'cancel', why: reason };
    const release = await attempted(dependencies, attempt, async () => {
      requireRole(principal, 'operate', 'somewhere');
      const found = await readRelease(engine, id);
      requireRole(principal, 'operate', placeOf(found));
      await engine.cancel(id, { by, ...(reason !== undefined && { reason }) });
      return found;
    });
    return c.json({ next: cancelEffect(release) }, 202);
  });
}
