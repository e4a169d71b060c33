import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { EnvironmentState, Holder } from '../domain/environment.ts';
import { SlipwayError } from '../domain/errors.ts';
import type { Live } from '../domain/manifest.ts';
import type { EnvironmentPlan, ServicePlan } from '../domain/plan.ts';
import type { Engine } from './engine.ts';
import type { Env } from './env.ts';
import { problems, refuseInvalid } from './problem.ts';
import { rfc3339 } from './release-json.ts';
import { serviceNamed } from './services.ts';
import { digest, instant } from './schemas.ts';

export interface EnvironmentDependencies {
  readonly engine: Engine;
  services(): readonly ServicePlan[];
}

const live = z.object({
  releaseId: z.string(),
  commit: z.string(),
  digest,
  at: instant,
  verified: z.boolean(),
});
const holder = z.object({ releaseId: z.string(), commit: z.string(), since: instant });
const environment = z
  .object({
    service: z.string(),
    name: z.string(),
    mode: z.enum(['deployment', 'delivery']),
    url: z.string().optional(),
    live: live.optional(),
    holder: holder.optional().describe('Who deploys there now.'),
    queue: z.array(holder).describe('Who is next.'),
    history: z.array(live).describe('What was live before, the newest first.'),
    unavailable: z.string().optional().describe('Why nothing is known of what runs there.'),
  })
  .openapi('Environment');

const list = createRoute({
  method: 'get',
  path: '/environments',
  operationId: 'listEnvironments',
  summary: 'List what is live where',
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
  summary: 'Read one environment: what is live, who deploys, who is next, what was',
  request: { params: z.object({ service: z.string().max(60), name: z.string().max(60) }) },
  responses: {
    200: {
      description: 'All that is known',
      content: { 'application/json': { schema: environment } },
    },
    ...problems('INVALID_REQUEST', 'SERVICE_NOT_FOUND', 'ENVIRONMENT_NOT_FOUND'),
  },
});

export function environmentRoutes({ engine, services }: EnvironmentDependencies) {
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid })
    .openapi(list, async (c) => {
      const { service } = c.req.valid('query');
      const asked = services().filter(
        (known) => service === undefined || known.service === service,
      );
      const places = asked.flatMap((known) =>
        known.environments.map((plan) => describe(engine, known.service, plan)),
      );
      return c.json({ environments: await Promise.all(places) }, 200);
    })
    .openapi(read, async (c) => {
      const { service, name } = c.req.valid('param');
      const { environments } = serviceNamed(services(), service);
      const plan = environments.find((other) => other.name === name);
      if (!plan)
        throw new SlipwayError('ENVIRONMENT_NOT_FOUND', `${service} has no environment ${name}.`);
      return c.json(await describe(engine, service, plan), 200);
    });
}

async function describe(
  engine: Engine,
  service: string,
  plan: EnvironmentPlan,
): Promise<z.infer<typeof environment>> {
  const { name, mode, url } = plan;
  const known = { service, name, mode, ...(url !== undefined && { url }) };
  try {
    return { ...known, ...stateJson(await engine.environment(service, name)) };
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.code !== 'NO_WORKER') throw error;
    return { ...known, queue: [], history: [], unavailable: error.message };
  }
}

function stateJson(state: EnvironmentState | undefined) {
  return {
    ...(state?.live && { live: liveJson(state.live) }),
    ...(state?.holder && { holder: holderJson(state.holder) }),
    queue: (state?.queue ?? []).map(holderJson),
    history: (state?.history ?? []).map(liveJson),
  };
}

function liveJson({ atMs, ...rest }: Live) {
  return { ...rest, at: rfc3339(atMs) };
}

function holderJson({ releaseId, commit, sinceMs }: Holder) {
  return { releaseId, commit, since: rfc3339(sinceMs) };
}
