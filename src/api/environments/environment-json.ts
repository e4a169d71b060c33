/** An environment as JSON. */
import { z } from '@hono/zod-openapi';
import type { WindowState } from '../../domain/environment/deployment-window.ts';
import type { EnvironmentState, LockHolder } from '../../domain/environment/environment.ts';
import type { LiveRelease } from '../../domain/environment/live-release.ts';
import { rollbackRelease } from '../../domain/environment/rollback.ts';
import { SlipwayError } from '../../domain/errors.ts';
import type { EnvironmentPlan, ServicePlan } from '../../domain/plan/plan.ts';
import type { Engine } from '../engine.ts';
import { rfc3339 } from '../instant.ts';
import { freezeJson, windowJson } from '../releases/release-parts-json.ts';
import { author, digest, instant, mode, window } from '../schemas.ts';
import { serviceNamed } from '../services.ts';

export interface EnvironmentDependencies {
  readonly engine: Engine;
  services(): readonly ServicePlan[];
  /** Whether the deployment windows of an environment are open. */
  windowOf(place: { service: string; environment: string }): Promise<WindowState>;
}

export const environmentParams = z.object({
  service: z.string().max(60),
  name: z.string().max(60),
});

const live = z.object({
  releaseId: z.string(),
  commit: z.string(),
  subject: z.string().optional().describe('The first line of the commit message.'),
  author: author.optional(),
  digest,
  at: instant,
  verified: z.boolean(),
  verifiedAt: instant.optional(),
  rolledBack: z.string().optional().describe('The release that this one replaced by rollback.'),
});
const holder = z.object({
  releaseId: z.string(),
  commit: z.string(),
  since: instant,
  rollback: z.string().optional().describe('The rollback that deploys it.'),
});

export const environment = z
  .object({
    service: z.string(),
    name: z.string(),
    mode,
    url: z.string().optional(),
    window: window.describe('Whether the deployment windows are open, and when that changes.'),
    freezes: z
      .array(
        z.object({
          by: z.string(),
          reason: z.string(),
          since: instant,
          automatic: z
            .literal(true)
            .optional()
            .describe('Made by Slipway after a failure or a rollback.'),
          releaseId: z
            .string()
            .optional()
            .describe('The release that may still deploy, to fix its failure.'),
        }),
      )
      .describe(
        'While there are any, no release is deployed. Unfreezing the environment ends all of them.',
      ),
    unknown: z
      .object({ releaseId: z.string(), at: instant })
      .optional()
      .describe('The release whose deployment was interrupted: it may be live.'),
    live: live.optional(),
    lastVerified: live.optional().describe('The newest verified release, live or not.'),
    rollbackTo: z
      .string()
      .optional()
      .describe('The release that a rollback would deploy. Absent if there is none.'),
    holder: holder.optional().describe('The release that is deploying now.'),
    queue: z.array(holder).describe('Releases waiting for the lock, in order.'),
    history: z.array(live).describe('Earlier live releases, the newest first.'),
    failures: z.array(instant).describe('Times of failed deployments, the newest first.'),
    unavailable: z.string().optional().describe('Why the state of the environment cannot be read.'),
  })
  .openapi('Environment');

/** @throws SlipwayError SERVICE_NOT_FOUND, ENVIRONMENT_NOT_FOUND */
export function environmentNamed(
  services: readonly ServicePlan[],
  service: string,
  name: string,
): EnvironmentPlan {
  const { environments } = serviceNamed(services, service);
  const found = environments.find((other) => other.name === name);
  if (found) return found;
  throw new SlipwayError('ENVIRONMENT_NOT_FOUND', `${service} has no environment ${name}.`);
}

/** Describes an environment, also while no worker runs. */
export async function describeEnvironment(
  { engine, windowOf }: EnvironmentDependencies,
  service: string,
  { name, mode: entered, url }: EnvironmentPlan,
): Promise<z.infer<typeof environment>> {
  const known = {
    service,
    name,
    mode: entered,
    ...(url !== undefined && { url }),
    window: windowJson(await windowOf({ service, environment: name })),
  };
  try {
    return { ...known, ...stateJson(await engine.environment(service, name)) };
  } catch (error) {
    if (!(error instanceof SlipwayError) || error.code !== 'NO_WORKER') throw error;
    return { ...known, ...NOTHING, unavailable: error.message };
  }
}

const NOTHING = { freezes: [], queue: [], history: [], failures: [] };

function stateJson(state: EnvironmentState | undefined) {
  if (!state) return NOTHING;
  const { freezes, unknown, live: now, holder: held, queue, history, failures = [] } = state;
  const verified = [...(now ? [now] : []), ...history].find((entry) => entry.verified);
  const back = rollbackRelease(state, state).release;
  return {
    freezes: freezes.map(freezeJson),
    ...(unknown && { unknown: { releaseId: unknown.releaseId, at: rfc3339(unknown.atMs) } }),
    ...(now && { live: liveJson(now) }),
    ...(verified && { lastVerified: liveJson(verified) }),
    ...(back && { rollbackTo: back.releaseId }),
    ...(held && { holder: holderJson(held) }),
    queue: queue.map(holderJson),
    history: history.map(liveJson),
    failures: failures.map(rfc3339),
  };
}

function liveJson({ releaseId, commit, digest: bytes, atMs, verified, ...more }: LiveRelease) {
  const { verifiedAtMs, rolledBack, subject, author: wrote } = more;
  return {
    releaseId,
    commit,
    ...(subject !== undefined && { subject }),
    ...(wrote && { author: wrote }),
    digest: bytes,
    at: rfc3339(atMs),
    verified,
    ...(verifiedAtMs !== undefined && { verifiedAt: rfc3339(verifiedAtMs) }),
    ...(rolledBack !== undefined && { rolledBack }),
  };
}

function holderJson({ releaseId, commit, sinceMs, rollbackId }: LockHolder) {
  const rollback = rollbackId === undefined ? {} : { rollback: rollbackId };
  return { releaseId, commit, since: rfc3339(sinceMs), ...rollback };
}
