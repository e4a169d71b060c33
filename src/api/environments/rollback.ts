import { randomUUID } from 'node:crypto';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { environmentAuditId } from '../../domain/audit-log/entry.ts';
import { type RollbackInput, rollbackRelease } from '../../domain/environment/rollback.ts';
import { SlipwayError } from '../../domain/errors.ts';
import type { Store } from '../../store/store.ts';
import type { Env } from '../app-context.ts';
import { requirePerson } from '../authenticate.ts';
import { BODY_ERRORS, problems, refuseInvalid } from '../problem.ts';
import { attemptedIn } from '../releases/refused-attempts.ts';
import type { Links } from '../releases/release-json.ts';
import { reason } from '../schemas.ts';
import {
  type EnvironmentDependencies,
  environmentNamed,
  environmentParams,
} from './environment-json.ts';

export interface RollbackDependencies extends Omit<EnvironmentDependencies, 'windowOf'> {
  readonly store: Pick<Store, 'appendToAuditLog'>;
  readonly links: Links & { releaseUrl(id: string): string };
}

const rollback = createRoute({
  method: 'post',
  path: '/environments/{service}/{name}/rollback',
  operationId: 'rollBackEnvironment',
  summary: 'Roll back to a verified release',
  description:
    'Requires the `operate` role and a user. Deploys the same bytes again, without a build. ' +
    'Windows and freezes do not stop it, and the environment is frozen afterwards. Does nothing ' +
    'if another release is live by the time it reaches the front of the queue.',
  request: {
    params: environmentParams,
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z
            .strictObject({
              to: z
                .string()
                .max(120)
                .optional()
                .describe('A verified release from the history. Default: the newest.'),
              reason,
            })
            .openapi('Rollback'),
        },
      },
    },
  },
  responses: {
    202: {
      description: 'The rollback was started',
      content: {
        'application/json': {
          schema: z
            .object({
              id: z.string().describe('The id of the workflow.'),
              from: z.string().describe('The release to roll back from.'),
              to: z.string().describe('The release to roll back to.'),
              next: z.string(),
              links: z.object({ temporal: z.string().optional() }),
            })
            .openapi('RollbackStarted'),
        },
      },
    },
    ...problems(
      ...BODY_ERRORS,
      'FORBIDDEN',
      'USERS_ONLY',
      'SERVICE_NOT_FOUND',
      'ENVIRONMENT_NOT_FOUND',
      'ROLLBACK_IMPOSSIBLE',
    ),
  },
});

export function rollbackRoutes({ engine, services, store, links }: RollbackDependencies) {
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid }).openapi(rollback, async (c) => {
    const { service, name } = c.req.valid('param');
    environmentNamed(services(), service, name);
    const { to: wanted, reason: why } = c.req.valid('json');
    const { principal } = c.var;
    const attempt = { service, environment: name, by: principal.name, attempt: 'rollback', why };
    const started = await attemptedIn(store, attempt, async () => {
      const place = { service, environment: name };
      const by = requirePerson(principal, 'operate', place);
      const choice = rollbackRelease(await engine.environment(service, name), {
        environment: name,
        ...(wanted !== undefined && { to: wanted }),
      });
      if (choice.refused !== undefined)
        throw new SlipwayError('ROLLBACK_IMPOSSIBLE', choice.refused);
      const { from, release } = choice;
      const to = release.releaseId;
      const order = { ...place, from, to, by, reason: why, url: links.releaseUrl(from) };
      await keep(store, order);
      return { id: await engine.rollBack(order), from, to };
    });
    const temporal = links.temporalUrl(started.id);
    const next = `Rolling ${name} back to ${started.to}, ahead of the queue. It is frozen afterwards.`;
    return c.json({ ...started, next, links: temporal === undefined ? {} : { temporal } }, 202);
  });
}

/** Before it has an effect: none is without its entry. */
async function keep(
  store: RollbackDependencies['store'],
  { service, environment, from, to, by, reason: why }: RollbackInput & { readonly to: string },
): Promise<void> {
  const entry = { id: randomUUID(), kind: 'rollback-requested', atMs: Date.now() } as const;
  const said = { ...entry, by, why, environment, facts: { from, to } };
  await store.appendToAuditLog(environmentAuditId(service, environment), [said]);
}
