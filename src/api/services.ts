import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { SlipwayError } from '../domain/errors.ts';
import type { ServicePlan } from '../domain/plan/plan.ts';
import { PROMOTION_MODES } from '../domain/plan/promotion.ts';
import type { Env } from './app-context.ts';
import { problems } from './problem.ts';

const service = z
  .object({
    name: z.string(),
    repository: z.string(),
    branches: z
      .array(z.string())
      .readonly()
      .describe('Commits must be on one of these. Empty: any commit.'),
    environments: z.array(
      z.object({
        name: z.string(),
        mode: z.enum(PROMOTION_MODES),
        url: z.string().optional(),
        gate: z
          .object({
            approvals: z.int(),
            groups: z.array(z.string()),
            expiresMs: z.int(),
            selfApproval: z.boolean(),
          })
          .optional(),
      }),
    ),
  })
  .openapi('Service');

const list = createRoute({
  method: 'get',
  path: '/services',
  operationId: 'listServices',
  summary: 'List services and the rules of their environments',
  responses: {
    200: {
      description: 'The services of slipway.yaml',
      content: { 'application/json': { schema: z.object({ services: z.array(service) }) } },
    },
    ...problems(),
  },
});

export function serviceRoutes({ services }: { services(): readonly ServicePlan[] }) {
  return new OpenAPIHono<Env>().openapi(list, (c) =>
    c.json({ services: services().map(serviceJson) }, 200),
  );
}

/** @throws SlipwayError SERVICE_NOT_FOUND */
export function serviceNamed(services: readonly ServicePlan[], name: string): ServicePlan {
  const found = services.find(({ service: known }) => known === name);
  if (!found) throw new SlipwayError('SERVICE_NOT_FOUND', `slipway.yaml has no service ${name}.`);
  return found;
}

function serviceJson({ service: name, repository, branches, environments }: ServicePlan) {
  return {
    name,
    repository,
    branches,
    environments: environments.map(({ name: environment, mode, url, gate }) => ({
      name: environment,
      mode,
      ...(url !== undefined && { url }),
      ...(gate && {
        gate: {
          approvals: gate.approvals,
          groups: gate.groups.map((group) => group.name),
          expiresMs: gate.expiresMs,
          selfApproval: gate.selfApproval,
        },
      }),
    })),
  };
}
