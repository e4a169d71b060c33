import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { SlipwayError } from '../../domain/errors.ts';
import type { Principal } from '../../domain/people/principal.ts';
import { availableActions, needsUser } from '../../domain/release/available-actions.ts';
import { NEEDS_USER_PHASES, type Release } from '../../domain/release/release.ts';
import type { Env } from '../app-context.ts';
import type { Engine } from '../engine.ts';
import { problems, refuseInvalid } from '../problem.ts';
import { type Links, releaseJson } from '../releases/release-json.ts';
import { cursor, readRelease } from '../releases/releases.ts';
import { release } from '../schemas.ts';

export interface WaitingDependencies {
  readonly engine: Engine;
  readonly links: Links;
}

/** Releases read for one page: each costs the reading of a history. */
const AT_ONCE = 20;

const waiting = createRoute({
  method: 'get',
  path: '/me/waiting',
  operationId: 'listWaitingForMe',
  summary: "List releases that need the principal's action",
  description:
    'Only releases that you can approve or respond to. A page may be empty although `next` ' +
    'is set.',
  request: { query: z.object({ cursor }) },
  responses: {
    200: {
      description: 'A page of releases, the newest first',
      content: {
        'application/json': {
          schema: z.object({ releases: z.array(release), next: z.string().optional() }),
        },
      },
    },
    ...problems('INVALID_REQUEST', 'CURSOR_INVALID'),
  },
});

export function waitingRoutes({ engine, links }: WaitingDependencies) {
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid }).openapi(waiting, async (c) => {
    const { cursor: from } = c.req.valid('query');
    const { principal } = c.var;
    const page = {
      phases: NEEDS_USER_PHASES,
      limit: AT_ONCE,
      ...(from !== undefined && { cursor: from }),
    };
    const { releases: rows, next } = await engine.list(page);
    const known = await Promise.all(rows.map(({ id }) => found(engine, id)));
    const releases = known
      .flat()
      .filter((one) => isFor(one, principal))
      .map((one) => releaseJson(one, links, principal));
    return c.json({ releases, ...(next !== undefined && { next }) }, 200);
  });
}

/** The list may still name a release that is gone. */
async function found(engine: Engine, id: string): Promise<readonly Release[]> {
  try {
    return [await readRelease(engine, id)];
  } catch (error) {
    if (error instanceof SlipwayError && error.code === 'RELEASE_NOT_FOUND') return [];
    throw error;
  }
}

function isFor(one: Release, principal: Principal): boolean {
  return needsUser(availableActions(one, principal, Date.now()));
}
