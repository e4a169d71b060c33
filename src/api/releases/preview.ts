/** The preview of a release: what starting it would do. */
import { z } from '@hono/zod-openapi';
import type { Author } from '../../domain/author.ts';
import type { WindowState } from '../../domain/environment/deployment-window.ts';
import type { Group } from '../../domain/gate/group.ts';
import type { ChangeSummary } from '../../domain/plan/change.ts';
import type { ServicePlan } from '../../domain/plan/plan.ts';
import type { PromotionMode } from '../../domain/plan/promotion.ts';
import { author, change, mode, window } from '../schemas.ts';
import { windowJson } from './release-parts-json.ts';

export interface PreviewRequest {
  readonly service: ServicePlan;
  readonly commit: string;
  readonly ref?: string;
  readonly author: Author;
  readonly subject: string;
  /** The name of the user or service account. */
  readonly startedBy: string;
}

export interface Preview {
  /** The release of this commit that runs or is live in production. */
  readonly existingRelease?: string;
  /** In deployment order. */
  readonly environments: readonly PreviewedEnvironment[];
}

export interface PreviewedEnvironment {
  readonly name: string;
  readonly mode: PromotionMode;
  readonly reason?: string;
  /** Why conditions could not be evaluated, one line each. */
  readonly problems?: readonly string[];
  readonly change: ChangeSummary;
  /** Present in mode `approval`. */
  readonly gate?: {
    readonly approvals: number;
    readonly groups: readonly Group[];
    /** Users who cannot approve; `EVERYBODY` is all of them. */
    readonly excludedApprovers: readonly string[];
    readonly expiresMs: number;
  };
  readonly window: WindowState;
  readonly soakMs?: number;
  /** The waiting releases that it would supersede. */
  readonly supersedes: readonly string[];
  /** The live release, if it is newer: this one would end as superseded. */
  readonly newerLiveRelease?: string;
  /** The release that a rollback would deploy; absent if there is none. */
  readonly rollbackTo?: string;
}

export const preview = z
  .object({
    service: z.string(),
    commit: z.string(),
    ref: z.string().optional(),
    author,
    subject: z.string(),
    existingRelease: z.string().optional().describe('The existing release of this commit.'),
    environments: z.array(
      z.object({
        name: z.string(),
        mode,
        reason: z.string().optional(),
        problems: z
          .array(z.string())
          .readonly()
          .optional()
          .describe('Conditions that could not be evaluated, and why.'),
        change: change.describe('The change to the environment.'),
        gate: z
          .object({
            approvals: z.int(),
            groups: z
              .array(z.object({ name: z.string(), members: z.array(z.string()).readonly() }))
              .readonly(),
            excludedApprovers: z
              .array(z.string())
              .readonly()
              .describe(
                'Users who cannot approve. `*`: all users, because there are too many authors.',
              ),
            expiresMs: z.int(),
          })
          .optional(),
        window,
        soakMs: z.int().optional(),
        supersedes: z
          .array(z.string())
          .readonly()
          .describe('Waiting releases that it would supersede.'),
        newerLiveRelease: z.string().optional().describe('The live release, if it is newer.'),
        rollbackTo: z
          .string()
          .optional()
          .describe('The release that a rollback would deploy. Absent if there is none.'),
      }),
    ),
  })
  .openapi('Preview');

export function previewJson(
  { service, commit, ref, author: by, subject }: PreviewRequest,
  { existingRelease, environments }: Preview,
): z.infer<typeof preview> {
  return {
    service: service.service,
    commit,
    ...(ref !== undefined && { ref }),
    author: by,
    subject,
    ...(existingRelease !== undefined && { existingRelease }),
    environments: environments.map((place) => ({ ...place, window: windowJson(place.window) })),
  };
}
