/** The shapes that several calls answer with. */
import { z } from '@hono/zod-openapi';
import { type ErrorCode, ERRORS } from '../domain/errors.ts';
import { PROMOTION_MODES } from '../domain/plan/promotion.ts';
import { GUIDANCE_CHOICES } from '../domain/release/intervention.ts';
import { OUTCOMES, PHASES } from '../domain/release/release.ts';

export const instant = z.iso.datetime().openapi({ example: '2026-03-01T09:00:00.000Z' });
export const digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits')
  .openapi({ example: `sha256:${'0'.repeat(64)}` });

export const phase = z.enum(PHASES);
export const outcome = z.enum(OUTCOMES);
/** Why somebody does what is not usual. */
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
    phase: phase.describe('In a list `deploying` covers the verification that follows it.'),
    environment: z.string().optional(),
    outcome: outcome.optional(),
    links: z.object({
      self: z.string(),
      page: z.string().describe('For people.'),
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
    deployAfter: instant.optional().describe('The latest instant that an approver asked for.'),
  }),
  z.object({ kind: z.literal('rejected'), by: z.string(), reason: z.string() }),
]);
export const gate = gateState.openapi('Gate');

const wait = z.object({
  kind: z.enum([
    'approval',
    'soak',
    'not-before',
    'window',
    'lock',
    'freeze',
    'worker',
    'guidance',
  ]),
  since: instant,
  until: instant.optional(),
  who: z.array(z.string()).readonly(),
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
    live: z.string().nullable().describe('The release that it would replace.'),
    nonce: z.string(),
    digest: digest.describe('What a vote names.'),
  })
  .openapi('Manifest');

const vote = z.object({
  by: z.string(),
  verdict: z.enum(['approve', 'reject', 'withdraw']),
  at: instant,
  comment: z.string().optional(),
  deployAfter: instant.optional(),
  counted: z.boolean(),
  refused: z.string().optional().describe('Why it does not count.'),
});

export const change = z
  .object({
    paths: z
      .array(z.string())
      .readonly()
      .describe('The files that differ from what is live: the first 200.'),
    pathCount: z.int().describe('How many files differ.'),
    linesAdded: z.int(),
    linesRemoved: z.int(),
    authors: z
      .array(z.string())
      .readonly()
      .describe('Of every commit that comes or is taken away: the first 200.'),
    authorCount: z.int(),
    takenAway: z
      .array(z.object({ commit: z.string(), subject: z.string() }))
      .readonly()
      .describe('Commits that are live and not in its history: the newest ten.'),
    takenAwayCount: z.int(),
    message: z.string(),
    branch: z.string().nullable(),
    hoursSinceDeployment: z.int().nullable(),
    failuresLately: z.int().describe('How many deployments failed there within 24 hours.'),
  })
  .openapi('Change');

export const window = z
  .object({
    open: z.boolean(),
    nextOpen: instant.optional(),
    nextClose: instant.optional(),
    reason: z.string().optional().describe('Why it is closed.'),
  })
  .openapi('Window');

const decision = z.object({
  environment: z.string(),
  mode,
  reason: z.string().optional(),
  change: change.optional().describe('What it brings there.'),
  rollbackTo: z
    .string()
    .optional()
    .describe('The release that a rollback would bring back. Absent: there is none.'),
});

const intervention = z.object({
  kind: z.enum(['override', 'promotion', 'guidance']),
  by: z.string(),
  environment: z.string(),
  at: instant,
  reason: z.string().optional(),
  mode: mode.optional(),
  choice: z.enum(GUIDANCE_CHOICES).optional(),
  guidanceRequest: z.string().optional(),
  refused: code.optional().describe('Why it was not carried out.'),
});

export const guidanceRequest = z
  .object({
    guidanceRequest: z.string().describe('What an answer names.'),
    environment: z.string(),
    failedStage: z.enum(['deploy', 'verify', 'watch', 'rollback']),
    choices: z.array(z.enum(GUIDANCE_CHOICES)).readonly(),
    problem,
    isUnknown: z.boolean().describe('Whether nobody knows what is live.'),
    askedAt: instant,
    rollbackTo: z.string().optional().describe('The release that a rollback would bring back.'),
  })
  .openapi('Question');

const step = z.object({
  name: z.string(),
  environment: z.string().optional(),
  state: z
    .enum(['queued', 'running', 'passed', 'failed', 'cancelled'])
    .describe('`queued`: it waits for a worker.'),
  queuedAt: instant,
  startedAt: instant.optional().describe('When a worker began it.'),
  endedAt: instant.optional(),
  attempt: z.int(),
  problem: problem.optional(),
  log: z.string(),
});

const action = z
  .object({
    action: z.enum([
      'approve',
      'reject',
      'withdraw',
      'guidance',
      'override',
      'promotion',
      'cancel',
    ]),
    environment: z.string().optional(),
    does: z.string().describe('What follows from it.'),
    mode: mode.optional().describe('What the promotion is switched to.'),
    choices: z
      .array(z.object({ choice: z.enum(GUIDANCE_CHOICES), does: z.string() }))
      .readonly()
      .optional(),
    refused: code.optional().describe('Why this caller may not.'),
  })
  .openapi('Action');

export const release = releaseRow
  .extend({
    since: instant.describe('Since when it is in this phase.'),
    traceparent: z
      .string()
      .optional()
      .describe('The trace that it was started in, by W3C Trace Context.'),
    mode: mode.optional().describe('How production is entered; unknown before the plan is.'),
    reason: z.string().optional(),
    problem: problem.optional(),
    artifact: z.object({ digest, sizeBytes: z.int(), kind: z.enum(['file', 'folder']) }).optional(),
    approvalRequest: approvalRequest.optional(),
    gate: gate.optional(),
    votes: z.array(vote).readonly(),
    waitingFor: z.array(wait).readonly(),
    promotions: z.array(decision).readonly().describe('How each environment is entered, and why.'),
    interventions: z.array(intervention).readonly().describe('What people ordered beside voting.'),
    guidanceRequest: guidanceRequest
      .optional()
      .describe('What it asks a person: answer it by `guidance`.'),
    window: window.optional().describe('The calendars, while they are closed.'),
    supersededBy: z.string().optional().describe('The release that went before it.'),
    steps: z.array(step).readonly(),
    environments: z
      .array(z.object({ name: z.string(), mode }))
      .readonly()
      .optional()
      .describe('Those of its plan, in the order in which they are entered.'),
    timeInPhases: z
      .array(z.object({ phase, environment: z.string().optional(), ms: z.int() }))
      .readonly()
      .describe('For how long it was in each phase, in order; the one of now is not among them.'),
    actions: z.array(action).readonly().describe('What the caller can do about it now.'),
    cancel: z.object({ by: z.string(), reason: z.string().optional(), at: instant }).optional(),
  })
  .openapi('Release');
