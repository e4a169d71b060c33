import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { AUTH_METHODS, type Principal, ROLES } from '../../domain/people/principal.ts';
import type { Env } from '../app-context.ts';
import { problems } from '../problem.ts';

const roles = z.array(z.enum(ROLES)).readonly();
const names = z.array(z.string()).readonly();

const me = z
  .object({
    name: z.string().describe('What votes and orders carry.'),
    kind: z.enum(['person', 'service']).describe('Only people decide.'),
    roles: roles.describe('Those that hold everywhere.'),
    grants: z
      .array(
        z.object({
          roles,
          services: names.optional().describe('Absent: every service.'),
          environments: names
            .optional()
            .describe('Absent: every environment, and what concerns a release as a whole.'),
        }),
      )
      .readonly()
      .describe('Roles that hold in some places.'),
    groups: names.describe('The groups of slipway.yaml that it belongs to.'),
    via: z.enum(AUTH_METHODS).describe('By what the caller is known.'),
  })
  .openapi('Me');

const read = createRoute({
  method: 'get',
  path: '/me',
  operationId: 'readMe',
  summary: 'Read who the caller is, and what the caller may do',
  responses: {
    200: { description: 'The caller', content: { 'application/json': { schema: me } } },
    ...problems(),
  },
});

export function meRoutes() {
  return new OpenAPIHono<Env>().openapi(read, (c) => c.json(meJson(c.var.principal), 200));
}

function meJson({ name, kind, roles: everywhere, grants, groups, via }: Principal) {
  return { name, kind, roles: everywhere, grants, groups, via };
}
