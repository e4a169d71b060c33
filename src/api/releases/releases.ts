import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { SlipwayError } from '../../domain/errors.ts';
import type { AccessScope } from '../../domain/people/principal.ts';
import type { ServicePlan } from '../../domain/plan/plan.ts';
import { releaseFromEvents } from '../../domain/release/history.ts';
import type { Release } from '../../domain/release/release.ts';
import type { Env } from '../app-context.ts';
import { requireRole } from '../authenticate.ts';
import type { Engine } from '../engine.ts';
import { BODY_ERRORS, problems, refuseInvalid } from '../problem.ts';
import { phase, release, releaseRow } from '../schemas.ts';
import { serviceNamed } from '../services.ts';
import { preview, type Preview, previewJson, type PreviewRequest } from './preview.ts';
import { type Links, releaseJson, rowJson } from './release-json.ts';
import { type Resolve, type StartDependencies, startFound, traceparent } from './start.ts';

export interface ReleaseDependencies extends StartDependencies {
  readonly links: Links & StartDependencies['links'];
  services(): readonly ServicePlan[];
  readonly resolve: Resolve;
  /** Previews a release. Starts and writes nothing. */
  preview(request: PreviewRequest): Promise<Preview>;
}

export const releaseParams = z.object({ id: z.string().max(120) });

const startBody = z
  .strictObject({
    service: z.string().min(1).max(60).openapi({ example: 'hello' }),
    commit: z
      .string()
      .regex(/^[0-9a-f]{7,40}$/, 'expected 7 to 40 hexadecimal digits')
      .optional(),
    ref: z.string().min(1).max(200).optional().openapi({ example: 'main' }),
  })
  .refine(({ commit, ref }) => (commit === undefined) !== (ref === undefined), {
    message: 'expected either commit or ref',
  })
  .openapi('StartRelease', { oneOf: [{ required: ['commit'] }, { required: ['ref'] }] });

const start = createRoute({
  method: 'post',
  path: '/releases',
  operationId: 'startRelease',
  summary: 'Start a release, or return the existing one',
  description:
    'Requires the `start` role. Idempotent. With `preview=true` it starts nothing and returns a ' +
    'preview.',
  request: {
    query: z.object({
      preview: z
        .enum(['true', 'false'])
        .optional()
        .describe('Return a preview, and start nothing.'),
    }),
    headers: z.object({ traceparent }),
    body: { required: true, content: { 'application/json': { schema: startBody } } },
  },
  responses: {
    201: {
      description: 'The release was started',
      headers: z.object({ Location: z.string() }),
      content: { 'application/json': { schema: release } },
    },
    200: {
      description: 'The existing release, or the preview',
      content: { 'application/json': { schema: z.union([release, preview]) } },
    },
    ...problems(
      ...BODY_ERRORS,
      'FORBIDDEN',
      'SERVICE_NOT_FOUND',
      'REF_NOT_FOUND',
      'COMMIT_NOT_FOUND',
      'COMMIT_AMBIGUOUS',
      'COMMIT_NOT_ALLOWED',
      'REPOSITORY_UNREACHABLE',
      'SUBMODULES_UNSUPPORTED',
      'LFS_UNSUPPORTED',
      'DISK_FULL',
    ),
  },
});

/** The cursor of the next page of a list. */
export const cursor = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,4000}$/, 'expected the `next` of a list')
  .optional();

const list = createRoute({
  method: 'get',
  path: '/releases',
  operationId: 'listReleases',
  summary: 'List releases, the newest first',
  request: {
    query: z.object({
      service: z.string().max(60).optional(),
      phase: phase.optional(),
      prefix: z
        .string()
        .regex(/^[a-z0-9][a-z0-9.-]{0,119}$/, 'expected the start of a release id')
        .optional()
        .describe('Only releases whose id starts with this.')
        .openapi({ example: 'hello-c6301e' }),
      running: z
        .enum(['true', 'false'])
        .transform((text) => text === 'true')
        .optional()
        .describe('`true`: only running releases. `false`: only ended ones.'),
      cursor,
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
  },
  responses: {
    200: {
      description: 'A page of releases. `next` is the cursor of the next page.',
      content: {
        'application/json': {
          schema: z.object({ releases: z.array(releaseRow), next: z.string().optional() }),
        },
      },
    },
    ...problems('INVALID_REQUEST', 'CURSOR_INVALID'),
  },
});

const read = createRoute({
  method: 'get',
  path: '/releases/{id}',
  operationId: 'readRelease',
  summary: 'Read a release: its steps, votes, approval request and waits',
  description: 'Works without a worker, because it reads the history.',
  request: { params: releaseParams },
  responses: {
    200: {
      description: 'The release',
      content: { 'application/json': { schema: release } },
    },
    ...problems('INVALID_REQUEST', 'RELEASE_NOT_FOUND'),
  },
});

export function releaseRoutes(dependencies: ReleaseDependencies) {
  const { engine, links } = dependencies;
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid })
    .openapi(start, async (c) => {
      const { service: name, commit, ref } = c.req.valid('json');
      requireRole(c.var.principal, 'start', { service: name });
      const service = serviceNamed(dependencies.services(), name);
      const asked = { ...(commit !== undefined && { commit }), ...(ref !== undefined && { ref }) };
      const found = await dependencies.resolve({ ...service, ...asked });
      if (c.req.valid('query').preview === 'true') {
        const request = { ...found, service, startedBy: c.var.principal.name };
        return c.json(previewJson(request, await dependencies.preview(request)), 200);
      }
      const { id, created } = await startFound(dependencies, {
        found,
        service,
        startedBy: c.var.principal.name,
        trace: c.req.valid('header').traceparent,
      });
      c.set('releases', [id]);
      const body = releaseJson(await readRelease(engine, id), links, c.var.principal);
      if (!created) return c.json(body, 200);
      return c.json(body, 201, { Location: `/releases/${id}` });
    })
    .openapi(list, async (c) => {
      const { releases, next } = await engine.list(withoutUndefined(c.req.valid('query')));
      const rows = releases.map((row) => rowJson(row, links));
      return c.json({ releases: rows, ...(next !== undefined && { next }) }, 200);
    })
    .openapi(read, async (c) => {
      const { id } = c.req.valid('param');
      return c.json(releaseJson(await readRelease(engine, id), links, c.var.principal), 200);
    });
}

/** @throws SlipwayError RELEASE_NOT_FOUND */
export async function readRelease(engine: Engine, id: string): Promise<Release> {
  const found = releaseFromEvents(await engine.present(id));
  if (!found) throw new SlipwayError('RELEASE_NOT_FOUND', `Release ${id} not found.`);
  return found;
}

/** The current or next environment of a release. */
export function placeOf({ input, environment }: Release): AccessScope {
  return { service: input.service, environment };
}

function withoutUndefined<T extends object>(value: T) {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
