import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Env } from '../app-context.ts';
import { problems, refuseInvalid } from '../problem.ts';
import {
  describeEnvironment,
  environment,
  type EnvironmentDependencies,
  environmentNamed,
  environmentParams,
} from './environment-json.ts';

const list = createRoute({
  method: 'get',
  path: '/environments',
  operationId: 'listEnvironments',
  summary: 'List environments',
  request: { query: z.object({ service: z.string().max(60).optional() }) },
  responses: {
    200: {
      description: 'Every environment of every service',
      content: { 'application/json': { schema: z.object({ environments: z.array(environment) }) } },
    },
    ...problems('INVALID_REQUEST'),
  },
});

const read = createRoute({
  method: 'get',
  path: '/environments/{service}/{name}',
  operationId: 'readEnvironment',
  summary: 'Read an environment',
  request: { params: environmentParams },
  responses: {
    200: {
      description: 'The environment',
      content: { 'application/json': { schema: environment } },
    },
    ...problems('INVALID_REQUEST', 'SERVICE_NOT_FOUND', 'ENVIRONMENT_NOT_FOUND'),
  },
});

export function environmentRoutes(dependencies: EnvironmentDependencies) {
  const { services } = dependencies;
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid })
    .openapi(list, async (c) => {
      const { service } = c.req.valid('query');
      const asked = services().filter(
        (known) => service === undefined || known.service === service,
      );
      const places = asked.flatMap((known) =>
        known.environments.map((plan) => describeEnvironment(dependencies, known.service, plan)),
      );
      return c.json({ environments: await Promise.all(places) }, 200);
    })
    .openapi(read, async (c) => {
      const { service, name } = c.req.valid('param');
      const plan = environmentNamed(services(), service, name);
      return c.json(await describeEnvironment(dependencies, service, plan), 200);
    });
}
