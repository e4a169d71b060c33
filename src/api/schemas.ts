/** The shapes that several responses share. */
import { z } from '@hono/zod-openapi';
import { ROLES } from '../domain/people/principal.ts';
import { type ErrorCode, ERRORS } from '../domain/errors.ts';
import { PROMOTION_MODES } from '../domain/plan/promotion.ts';
import { GUIDANCE_CHOICES } from '../domain/release/intervention.ts';
import { OUTCOMES, PHASES } from '../domain/release/release.ts';
import { STEP_TYPES } from '../domain/release/step.ts';

export const instant = z.iso.datetime().openapi({ example: '2026-03-01T09:00:00.000Z' });
export const digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits')
  .openapi({ example: `sha256:${'0'.repeat(64)}` });

export const phase = z.enum(PHASES);
export const outcome = z.enum(OUTCOMES);
/** Why a user acts. */
export const reason = z.string().trim().regex(/\S/, 'expected a reason').max(2_000);
export const mode = z.enum(PROMOTION_MODES);
export const code = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);
export const problem = z.object({ code, message: z.string(), next: z.string() });
export const author = z.object({ name: z.string(), email: z.string() });

export const releaseRow = z
  .object({
    id: z.string(),
    service: z.string(),
    commit: z.string(),
    ref: z.string().optional(),
    author,
    subject: z.string(),
    startedBy: z.string(),
    startedAt: instant,
    endedAt: instant.optional(),
    phase: phase.describe('In a list, `deploying` includes the verification.'),
    environment: z.string().optional(),
    outcome: outcome.optional(),
    links: z.object({
      self: z.string(),
      page: z.string().describe('The page in a browser.'),
      events: z.string(),
      temporal: z.string().optional(),
    }),
  })
  .openapi('ReleaseRow');

const gateState = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('waiting'),
    missing: z.int(),
    missingGroups: z.array(z.string()).readonly(),
  }),
  z.object({
    kind: z.literal('approved'),
    by: z.array(z.string()).readonly(),
    deployAfter: instant.optional().describe('The latest time chosen by an approver.'),
  }),
  z.object({ kind: z.literal('rejected'), by: z.string(), reason: z.string() }),
]);
export const gate = gateState.openapi('Gate');

const wait = z.object({
  kind: z.enum(['approval', 'soak', 'schedule', 'window', 'queue', 'freeze', 'worker', 'guidance']),
  since: instant,
  until: instant.optional(),
  canAct: z
    .object({
      groups: z.array(z.string()).readonly().optional(),
      role: z.enum(ROLES).optional(),
      releases: z.array(z.string()).readonly().optional(),
    })
    .describe('The groups, the role or the releases ahead that can end the wait.'),
  sentence: z.string(),
});

export const approvalRequest = z
  .object({
    releaseId: z.string(),
    service: z.string(),
    environment: z.string(),
    commit: z.string(),
    artifact: digest,
    plan: digest,
    live: z.string().nullable().describe('The live release it would replace.'),
    nonce: z.string(),
    digest: digest.describe('The digest that a vote refers to.'),
  })
  .openapi('ApprovalRequest');

const vote = z.object({
  by: z.string(),
  verdict: z.enum(['approve', 'reject', 'withdraw']),
  at: instant,
  comment: z.string().optional(),
  deployAfter: instant.optional(),
  counted: z.boolean(),
  refused: z.string().optional().describe('Why the vote was not counted.'),
});

export const change = z
  .object({
    paths: z
      .array(z.string())
      .readonly()
      .describe('Files that differ from the live release, the first 200.'),
    pathCount: z.int().describe('Number of files that differ.'),
    linesAdded: z.int(),
    linesRemoved: z.int(),
    authors: z
      .array(z.string())
      .readonly()
      .describe('Authors of all added and removed commits, the first 200.'),
    authorCount: z.int(),
    takenAway: z
      .array(z.object({ commit: z.string(), subject: z.string() }))
      .readonly()
      .describe('Live commits that the release does not contain, the newest ten.'),
    takenAwayCount: z.int(),
    message: z.string(),
    branch: z.string().nullable(),
    hoursSinceDeployment: z.int().nullable(),
    failuresLately: z
      .int()
      .describe('Failed deployments in this environment in the last 24 hours.'),
  })
  .openapi('Change');

export const window = z
  .object({
    open: z.boolean(),
    nextOpen: instant.optional(),
    nextClose: instant.optional(),
    reason: z.string().optional().describe('Why the window is closed.'),
  })
  .openapi('Window');

const decision = z.object({
  environment: z.string(),
  mode,
  reason: z.string().optional(),
  change: change.optional().describe('The change to the environment.'),
  rollbackTo: z
    .string()
    .optional()
    .describe('The release that a rollback would deploy. Absent if there is none.'),
});

const intervention = z.object({
  kind: z.enum(['override', 'mode', 'guidance']),
  by: z.string(),
  environment: z.string(),
  at: instant,
  reason: z.string().optional(),
  mode: mode.optional(),
  choice: z.enum(GUIDANCE_CHOICES).optional(),
  guidanceRequest: z.string().optional(),
  refused: code.optional().describe('The code of the refusal.'),
});

export const guidanceRequest = z
  .object({
    id: z.string().describe('The id that a response refers to.'),
    environment: z.string(),
    failedStage: z.enum(['deploy', 'verify', 'watch', 'rollback']),
    choices: z.array(z.enum(GUIDANCE_CHOICES)).readonly(),
    problem,
    isUnknown: z.boolean().describe('Whether the live release is unknown.'),
    askedAt: instant,
    rollbackTo: z.string().optional().describe('The release that a rollback would deploy.'),
  })
  .openapi('GuidanceRequest');

const step = z.object({
  name: z.string(),
  type: z.enum(STEP_TYPES),
  suite: z.string().optional(),
  environment: z.string().optional(),
  state: z
    .enum(['queued', 'running', 'passed', 'failed', 'cancelled'])
    .describe('`queued`: waiting for a worker.'),
  queuedAt: instant,
  startedAt: instant.optional().describe('When a worker started the step.'),
  endedAt: instant.optional(),
  attempt: z.int(),
  problem: problem.optional(),
  log: z.string(),
});

const action = z
  .object({
    action: z.enum(['approve', 'reject', 'withdraw', 'guidance', 'override', 'mode', 'cancel']),
    environment: z.string().optional(),
    does: z.string().describe('The effect.'),
    mode: mode.optional().describe('The mode that the action sets.'),
    choices: z
      .array(z.object({ choice: z.enum(GUIDANCE_CHOICES), does: z.string() }))
      .readonly()
      .optional(),
    refused: code.optional().describe('The code of the refusal, if you cannot do it.'),
  })
  .openapi('Action');

export const release = releaseRow
  .extend({
    since: instant.describe('When the current phase began.'),
    traceparent: z.string().optional().describe('The trace of the start, in W3C Trace Context.'),
    problem: problem.optional(),
    artifact: z
      .object({ digest, sizeBytes: z.int(), kind: z.enum(['file', 'directory']) })
      .optional(),
    approvalRequest: approvalRequest.optional(),
    gate: gate.optional(),
    votes: z.array(vote).readonly(),
    waitingFor: z.array(wait).readonly(),
    promotions: z
      .array(decision)
      .readonly()
      .describe('How each environment was promoted to, and why.'),
    interventions: z.array(intervention).readonly().describe('Interventions.'),
    guidanceRequest: guidanceRequest.optional().describe('The open guidance request.'),
    window: window.optional().describe('The deployment windows, while they are closed.'),
    supersededBy: z.string().optional().describe('The newer release that superseded this one.'),
    steps: z.array(step).readonly(),
    environments: z
      .array(z.object({ name: z.string(), mode, reason: z.string().optional() }))
      .readonly()
      .optional()
      .describe('Environments of the plan, in deployment order, with the planned modes.'),
    timeInPhases: z
      .array(z.object({ phase, environment: z.string().optional(), ms: z.int() }))
      .readonly()
      .describe('Time spent in each phase, without the current one.'),
    actions: z.array(action).readonly().describe('Actions available to the principal.'),
    cancel: z.object({ by: z.string(), reason: z.string().optional(), at: instant }).optional(),
  })
  .openapi('Release');
