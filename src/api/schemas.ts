/** The shapes that several calls answer with. */
import { z } from '@hono/zod-openapi';
import { ERRORS, type ErrorCode } from '../domain/errors.ts';

export const instant = z.iso.datetime().openapi({ example: '2026-03-01T09:00:00.000Z' });
export const digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'expected sha256: and 64 hexadecimal digits')
  .openapi({ example: `sha256:${'0'.repeat(64)}` });

export const PHASES = [
  'planning',
  'building',
  'testing',
  'awaiting-approval',
  'awaiting-lock',
  'deploying',
  'verifying',
  'done',
] as const;
export const phase = z.enum(PHASES);
export const outcome = z.enum(['succeeded', 'failed', 'rejected', 'expired', 'cancelled']);
const mode = z.enum(['deployment', 'delivery']);
const code = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);
const problem = z.object({ code, message: z.string(), next: z.string() });
const author = z.object({ name: z.string(), email: z.string() });

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
    links: z.object({ self: z.string(), events: z.string(), temporal: z.string().optional() }),
  })
  .openapi('ReleaseRow');

const gateState = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('waiting'),
    missing: z.int(),
    missingGroups: z.array(z.string()).readonly(),
  }),
  z.object({ kind: z.literal('approved'), by: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal('rejected'), by: z.string(), reason: z.string() }),
]);
export const gate = gateState.openapi('Gate');

const wait = z.object({
  kind: z.enum(['approval', 'lock']),
  since: instant,
  until: instant.optional(),
  who: z.array(z.string()).readonly(),
  sentence: z.string(),
});

export const manifest = z
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
  verdict: z.enum(['approve', 'reject']),
  at: instant,
  comment: z.string().optional(),
  counted: z.boolean(),
  reason: z.string().optional().describe('Why it does not count.'),
});

const step = z.object({
  name: z.string(),
  environment: z.string().optional(),
  state: z.enum(['running', 'passed', 'failed', 'cancelled']),
  startedAt: instant,
  endedAt: instant.optional(),
  attempt: z.int(),
  problem: problem.optional(),
  log: z.string(),
});

export const release = releaseRow
  .extend({
    since: instant.describe('Since when it is in this phase.'),
    mode: mode.optional().describe('How production is entered; unknown before the plan is.'),
    because: z.string().optional(),
    problem: problem.optional(),
    artifact: z.object({ digest, sizeBytes: z.int(), kind: z.enum(['file', 'folder']) }).optional(),
    manifest: manifest.optional(),
    gate: gate.optional(),
    votes: z.array(vote).readonly(),
    waitingFor: z.array(wait).readonly(),
    steps: z.array(step).readonly(),
    cancel: z.object({ by: z.string(), reason: z.string().optional(), at: instant }).optional(),
  })
  .openapi('Release');
