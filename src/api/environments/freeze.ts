import { randomUUID } from 'node:crypto';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { type AuditEntry, environmentAuditId } from '../../domain/audit-log/entry.ts';
import { SlipwayError } from '../../domain/errors.ts';
import type { Store } from '../../store/store.ts';
import type { Env } from '../app-context.ts';
import { requirePerson } from '../authenticate.ts';
import { BODY_ERRORS, problems, refuseInvalid } from '../problem.ts';
import { attemptedIn } from '../releases/refused-attempts.ts';
import { reason } from '../schemas.ts';
import {
  describeEnvironment,
  environment,
  type EnvironmentDependencies,
  environmentNamed,
  environmentParams,
} from './environment-json.ts';

export interface FreezeDependencies extends EnvironmentDependencies {
  readonly store: Pick<Store, 'appendToAuditLog'>;
}

const responses = {
  200: {
    description: 'The environment after the change',
    content: { 'application/json': { schema: environment } },
  },
  ...problems(
    ...BODY_ERRORS,
    'FORBIDDEN',
    'USERS_ONLY',
    'SERVICE_NOT_FOUND',
    'ENVIRONMENT_NOT_FOUND',
  ),
};

const freeze = createRoute({
  method: 'put',
  path: '/environments/{service}/{name}/freeze',
  operationId: 'freezeEnvironment',
  summary: 'Freeze an environment',
  description:
    'Requires the `operate` role and a user. A running deployment finishes, and rollbacks still ' +
    'work. Idempotent: the last reason is kept.',
  request: {
    params: environmentParams,
    body: {
      required: true,
      content: { 'application/json': { schema: z.strictObject({ reason }).openapi('Freeze') } },
    },
  },
  responses,
});

const unfreeze = createRoute({
  method: 'delete',
  path: '/environments/{service}/{name}/freeze',
  operationId: 'unfreezeEnvironment',
  summary: 'Unfreeze an environment',
  description:
    'Requires the `operate` role and a user. The first release in the queue deploys. Idempotent.',
  request: {
    params: environmentParams,
    body: {
      required: false,
      content: {
        'application/json': {
          schema: z.strictObject({ reason: reason.optional() }).openapi('Unfreeze'),
        },
      },
    },
  },
  responses,
});

export function freezeRoutes(dependencies: FreezeDependencies) {
  const { engine, services, store } = dependencies;
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid })
    .openapi(freeze, async (c) => {
      const { service, name } = c.req.valid('param');
      const plan = environmentNamed(services(), service, name);
      const { reason: why } = c.req.valid('json');
      const { principal } = c.var;
      const attempt = { service, environment: name, by: principal.name, attempt: 'freeze', why };
      await attemptedIn(store, attempt, async () => {
        const by = requirePerson(principal, 'operate', { service, environment: name });
        // Logged first, so that no freeze is without its entry.
        await keep(store, service, { ...entryOf('frozen', by, name), why });
        await answered(
          engine.freeze(service, name, { by, reason: why }),
          `${name} may still be frozen`,
        );
      });
      return c.json(await describeEnvironment(dependencies, service, plan), 200);
    })
    .openapi(unfreeze, async (c) => {
      const { service, name } = c.req.valid('param');
      const plan = environmentNamed(services(), service, name);
      const { reason: why } = c.req.valid('json');
      const { principal } = c.var;
      const attempt = { service, environment: name, by: principal.name, attempt: 'unfreeze', why };
      await attemptedIn(store, attempt, async () => {
        const by = requirePerson(principal, 'operate', { service, environment: name });
        const said = why === undefined ? {} : { why };
        await keep(store, service, { ...entryOf('unfrozen', by, name), ...said });
        await answered(engine.unfreeze(service, name, { by }), `${name} may still be unfrozen`);
      });
      return c.json(await describeEnvironment(dependencies, service, plan), 200);
    });
}

/** Temporal may have taken what no worker has answered yet. */
async function answered(call: Promise<void>, maybe: string): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.code !== 'NO_WORKER') throw error;
    const message = `${error.message} ${maybe} when one is back.`;
    throw new SlipwayError('NO_WORKER', message, { cause: error });
  }
}

type Entry = AuditEntry & { readonly environment: string };

function entryOf(kind: 'frozen' | 'unfrozen', by: string, place: string): Entry {
  return { id: randomUUID(), kind, atMs: Date.now(), by, environment: place };
}

async function keep(store: FreezeDependencies['store'], service: string, entry: Entry) {
  await store.appendToAuditLog(environmentAuditId(service, entry.environment), [entry]);
}
