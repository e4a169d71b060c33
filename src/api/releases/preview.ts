/** What a release would meet on its way, as a dry run answers it. */
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
  /** The name of the caller. */
  readonly startedBy: string;
}

export interface Preview {
  /** The release of this commit that runs, or is in production. */
  readonly existingRelease?: string;
  /** In the order in which they would be entered. */
  readonly environments: readonly PreviewedEnvironment[];
}

export interface PreviewedEnvironment {
  readonly name: string;
  readonly mode: PromotionMode;
  readonly reason?: string;
  /** Why conditions could not be told: one line each. */
  readonly problems?: readonly string[];
  readonly change: ChangeSummary;
  /** Where people are asked. */
  readonly gate?: {
    readonly approvals: number;
    readonly groups: readonly Group[];
    /** People who may not approve; `EVERYBODY` is all of them. */
    readonly excludedApprovers: readonly string[];
    readonly expiresMs: number;
  };
  readonly window: WindowState;
  readonly soakMs?: number;
  /** The releases that wait and that it would end. */
  readonly supersedes: readonly string[];
  /** The live release, if that is newer: it would end as superseded. */
  readonly newerLiveRelease?: string;
  /** The release that a rollback would bring back; absent: there is none. */
  readonly rollbackTo?: string;
}

export const preview = z
  .object({
    service: z.string(),
    commit: z.string(),
    ref: z.string().optional(),
    author,
    subject: z.string(),
    existingRelease: z
      .string()
      .optional()
      .describe('The release of this commit that there is already.'),
    environments: z.array(
      z.object({
        name: z.string(),
        mode,
        reason: z.string().optional(),
        problems: z.array(z.string()).readonly().optional().describe('Conditions nobody can tell.'),
        change: change.describe('What it would bring there.'),
        gate: z
          .object({
            approvals: z.int(),
            groups: z
              .array(z.object({ name: z.string(), members: z.array(z.string()).readonly() }))
              .readonly(),
            excludedApprovers: z
              .array(z.string())
              .readonly()
              .describe('People who may not approve it. `*`: everybody, there are too many.'),
            expiresMs: z.int(),
          })
          .optional(),
        window,
        soakMs: z.int().optional(),
        supersedes: z.array(z.string()).readonly().describe('Waiting releases that it would end.'),
        newerLiveRelease: z.string().optional().describe('The live release, which is newer.'),
        rollbackTo: z
          .string()
          .optional()
          .describe('What a rollback would go back to. Absent: there is nothing.'),
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
