import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { AUTH_METHODS, type Principal, ROLES } from '../../domain/people/principal.ts';
import type { Env } from '../app-context.ts';
import { problems } from '../problem.ts';

const roles = z.array(z.enum(ROLES)).readonly();
const names = z.array(z.string()).readonly();

const me = z
  .object({
    name: z.string().describe('The name on votes and interventions.'),
    kind: z.enum(['user', 'service-account']).describe('Only users can decide.'),
    roles: roles.describe('Roles for every service and environment.'),
    grants: z
      .array(
        z.object({
          roles,
          services: names.optional().describe('Default: every service.'),
          environments: names
            .optional()
            .describe('Default: every environment, and actions on a whole release.'),
        }),
      )
      .readonly()
      .describe('Roles limited to services or environments.'),
    groups: names.describe('Your groups in slipway.yaml.'),
    via: z.enum(AUTH_METHODS).describe('How you signed in.'),
  })
  .openapi('Me');

const read = createRoute({
  method: 'get',
  path: '/me',
  operationId: 'readMe',
  summary: 'Read your name, roles and groups',
  responses: {
    200: { description: 'The principal', content: { 'application/json': { schema: me } } },
    ...problems(),
  },
});

export function meRoutes() {
  return new OpenAPIHono<Env>().openapi(read, (c) => c.json(meJson(c.var.principal), 200));
}

function meJson({ name, kind, roles: everywhere, grants, groups, via }: Principal) {
  return { name, kind, roles: everywhere, grants, groups, via };
}
