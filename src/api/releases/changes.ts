import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import type { Author } from '../../domain/author.ts';
import { replacedBy } from '../../domain/environment/replaced-by.ts';
import { SlipwayError } from '../../domain/errors.ts';
import type { ServicePlan } from '../../domain/plan/plan.ts';
import type { Release } from '../../domain/release/release.ts';
import type { Env } from '../app-context.ts';
import type { Engine } from '../engine.ts';
import { rfc3339 } from '../instant.ts';
import { problems, refuseInvalid } from '../problem.ts';
import { author, instant } from '../schemas.ts';
import { serviceNamed } from '../services.ts';
import { forgeOf } from '../webhooks/forge-links.ts';
import { readRelease, releaseParams } from './releases.ts';

/** A request to the source. */
export interface ChangesRequest {
  readonly repository: string;
  /** The live commit; absent where nothing is live. */
  readonly from?: string;
  readonly to: string;
  /** How many of the newest commits to skip. */
  readonly skip: number;
  readonly limit: number;
}

interface ListedCommit {
  readonly commit: string;
  readonly author: Author;
  readonly subject: string;
  readonly atMs: number;
}

export interface Changes {
  readonly commits: readonly ListedCommit[];
  readonly commitCount: number;
  /** The newest live commits that the new one does not contain. */
  readonly takenAway: readonly ListedCommit[];
  readonly takenAwayCount: number;
  readonly paths: readonly string[];
  readonly pathCount: number;
  readonly linesAdded: number;
  readonly linesRemoved: number;
}

export interface ChangesDependencies {
  readonly engine: Engine;
  services(): readonly ServicePlan[];
  /** @throws SlipwayError COMMIT_NOT_FOUND, REPOSITORY_UNREACHABLE, DISK_FULL */
  changes(request: ChangesRequest): Promise<Changes>;
}

const MOST_PATHS = 1_000;

const commit = z.object({
  commit: z.string(),
  author,
  subject: z.string(),
  at: instant,
  url: z.string().optional(),
});

const changes = z
  .object({
    environment: z.string(),
    from: z
      .object({ releaseId: z.string(), commit: z.string() })
      .optional()
      .describe('The live release, or the one before. Absent if there is none.'),
    to: z.string().describe('The commit of the release.'),
    commits: z
      .array(commit)
      .readonly()
      .describe(
        'A page of the added commits, the newest first. Without `from`: the whole history.',
      ),
    commitCount: z.int(),
    takenAway: z
      .array(commit)
      .readonly()
      .describe('Commits in `from` that `to` does not contain, the newest 30.'),
    takenAwayCount: z.int(),
    paths: z
      .array(z.string())
      .readonly()
      .describe(`Files that differ, the first ${MOST_PATHS}. Without \`from\`: all files.`),
    pathCount: z.int(),
    linesAdded: z.int(),
    linesRemoved: z.int(),
    compare: z.string().optional().describe('The comparison at the code host.'),
    next: z.string().optional().describe('The cursor of the next commits.'),
  })
  .openapi('Changes');

const read = createRoute({
  method: 'get',
  path: '/releases/{id}/changes',
  operationId: 'readChanges',
  summary: 'Read the changes of a release to an environment: commits, authors, files',
  description:
    'Compares with the live release, or with the one before if this release has been live. If ' +
    'no release is live: all files and all commits.',
  request: {
    params: releaseParams,
    query: z.object({
      environment: z.string().max(60).optional().describe('Default: the last environment.'),
      cursor: z
        .string()
        .regex(/^\d{1,6}$/, 'expected the `next` of a list')
        .optional(),
      limit: z.coerce.number().int().min(1).max(100).default(30),
    }),
  },
  responses: {
    200: {
      description: 'A page of added commits, the removed commits, and the files that differ',
      content: { 'application/json': { schema: changes } },
    },
    ...problems(
      'INVALID_REQUEST',
      'RELEASE_NOT_FOUND',
      'SERVICE_NOT_FOUND',
      'ENVIRONMENT_NOT_FOUND',
      'COMMIT_NOT_FOUND',
      'REPOSITORY_UNREACHABLE',
      'DISK_FULL',
    ),
  },
});

export function changesRoutes({ engine, services, changes: find }: ChangesDependencies) {
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid }).openapi(read, async (c) => {
    const { environment: asked, cursor = '0', limit } = c.req.valid('query');
    const release = await readRelease(engine, c.req.valid('param').id);
    const { environment, repository } = placeOf(release, services(), asked);
    const { service, commit: to } = release.input;
    const from = replacedBy(release, environment, await engine.environment(service, environment));
    const skip = Number(cursor);
    const range = { repository, to, ...(from && { from: from.commit }) };
    const found = await find({ ...range, skip, limit });
    const shown = skip + found.commits.length;
    const forge = forgeOf(repository);
    const json = ({ atMs, ...one }: ListedCommit) => ({
      ...one,
      at: rfc3339(atMs),
      ...(forge && { url: forge.commit(one.commit) }),
    });
    const body = {
      environment,
      ...(from && { from: { releaseId: from.releaseId, commit: from.commit } }),
      to,
      ...found,
      commits: found.commits.map(json),
      takenAway: found.takenAway.map(json),
      paths: found.paths.slice(0, MOST_PATHS),
      ...(forge && from && { compare: forge.compare(from.commit, to) }),
      ...(found.commits.length > 0 && shown < found.commitCount && { next: String(shown) }),
    };
    return c.json(body, 200);
  });
}

/** Reads the plan, or slipway.yaml before there is one. */
function placeOf({ plan, input }: Release, services: readonly ServicePlan[], asked?: string) {
  const { environments, repository } = plan ?? serviceNamed(services, input.service);
  const found = asked ?? environments.at(-1)?.name ?? '';
  if (environments.some(({ name }) => name === found)) return { environment: found, repository };
  const sentence = `${input.id} has no environment ${found}.`;
  throw new SlipwayError('ENVIRONMENT_NOT_FOUND', sentence);
}
