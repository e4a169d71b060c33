import { randomUUID } from 'node:crypto';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { ERRORS, SlipwayError } from '../../domain/errors.ts';
import type { VoteReceipt } from '../../domain/gate/gate.ts';
import type { SignedVote } from '../../domain/gate/vote-signature.ts';
import type { Vote } from '../../domain/gate/vote.ts';
import { missingApprovals } from '../../domain/release/action-effects.ts';
import type { Store } from '../../store/store.ts';
import type { Env } from '../app-context.ts';
import { requirePerson, requireRole } from '../authenticate.ts';
import type { Engine } from '../engine.ts';
import { BODY_ERRORS, problems, refuseInvalid } from '../problem.ts';
import { digest, gate } from '../schemas.ts';
import { nextStep } from './next-step.ts';
import { attempted } from './refused-attempts.ts';
import { gateJson } from './release-parts-json.ts';
import { placeOf, releaseParams } from './releases.ts';

export interface ApprovalDependencies {
  readonly engine: Engine;
  readonly store: Pick<Store, 'appendToAuditLog' | 'readAuditLog'>;
  /** Signs a vote, which proves to the engine that it came through the API. */
  sign(vote: Vote): SignedVote;
}

const AFTER_APPROVAL = {
  isNow: true,
  otherwise: 'Approved. Next: the queue, then deployment.',
};

/** Timers have a limit, and so should approvals. */
const FURTHEST_MS = 366 * 86_400_000;

const body = z
  .strictObject({
    verdict: z.enum(['approve', 'reject', 'withdraw']),
    approvalRequest: digest.describe('The digest of `approvalRequest` in the release.'),
    comment: z.string().max(2_000).optional().describe('Required to reject.'),
    deployAfter: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('Approve now, deploy no earlier than this time, which is within a year.')
      .openapi({ example: '2026-03-01T22:00:00+01:00' }),
  })
  .refine(({ verdict, deployAfter }) => deployAfter === undefined || verdict === 'approve', {
    message: 'expected only with approve',
    path: ['deployAfter'],
  })
  .openapi('Vote', {
    oneOf: [
      { properties: { verdict: { enum: ['approve'] } } },
      { properties: { verdict: { enum: ['reject', 'withdraw'] }, deployAfter: false } },
    ],
  } as object);

const pending = z.object({
  vote: z.literal('pending').describe('Saved; counted when a worker is running.'),
  next: z.string(),
});
const answer = z.object({
  vote: z.enum(['counted', 'already-counted', 'withdrawn']),
  gate,
  next: z.string().describe('The next step.'),
});

const approval = createRoute({
  method: 'post',
  path: '/releases/{id}/approval',
  operationId: 'voteOnRelease',
  summary: 'Approve, reject or withdraw',
  description:
    'Requires the `approve` role and a user. Sends the approval signal and returns its effect. ' +
    'Idempotent: each user counts once. A vote can be changed or withdrawn until the gate is ' +
    'decided.',
  request: {
    params: releaseParams,
    body: { required: true, content: { 'application/json': { schema: body } } },
  },
  responses: {
    200: {
      description: 'The vote was counted; `gate` is the state after it',
      content: { 'application/json': { schema: answer } },
    },
    202: {
      description: 'The vote is saved; no worker responded in time',
      content: { 'application/json': { schema: pending } },
    },
    ...problems(
      ...BODY_ERRORS,
      'FORBIDDEN',
      'USERS_ONLY',
      'RELEASE_NOT_FOUND',
      'GATE_NOT_OPEN',
      'GATE_CLOSED',
      'APPROVAL_REQUEST_CHANGED',
      'NOT_ELIGIBLE',
      'SELF_APPROVAL',
      'COMMENT_REQUIRED',
      'DEPLOY_AFTER_TOO_LATE',
      'VOTE_UNSIGNED',
    ),
  },
});

export function approvalRoutes(dependencies: ApprovalDependencies) {
  const { engine, sign } = dependencies;
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid }).openapi(approval, async (c) => {
    const { id } = c.req.valid('param');
    const said = c.req.valid('json');
    const { principal } = c.var;
    const attempt = { id, by: principal.name, attempt: 'vote', why: said.comment };
    const { opened, receipt } = await attempted(dependencies, attempt, async () => {
      // The name comes from the credential, never from the body, so no user votes for another.
      const by = requirePerson(principal, 'approve', 'somewhere');
      const found = await engine.open(id);
      requireRole(principal, 'approve', placeOf(found.release()));
      refuseTooFarAhead(said.deployAfter);
      const groups = principal.attested ? { groups: principal.attested } : {};
      const vote = { voteId: randomUUID(), by, ...castOf(said), ...groups, atMs: Date.now() };
      return { opened: found, receipt: await found.vote(sign(vote)) };
    });
    if (!receipt) return c.json({ vote: 'pending' as const, next: ERRORS.NO_WORKER.next }, 202);
    const { vote, state } = effectOf(id, receipt);
    const next =
      state.kind === 'approved' ? await nextStep(opened, AFTER_APPROVAL) : missingApprovals(state);
    return c.json({ vote, gate: gateJson(state), next }, 200);
  });
}

/** @throws SlipwayError DEPLOY_AFTER_TOO_LATE */
function refuseTooFarAhead(deployAfter: string | undefined): void {
  if (deployAfter === undefined || Date.parse(deployAfter) <= Date.now() + FURTHEST_MS) return;
  throw new SlipwayError('DEPLOY_AFTER_TOO_LATE', `${deployAfter} is more than a year away.`);
}

function castOf({ verdict, approvalRequest, comment, deployAfter }: z.infer<typeof body>) {
  return {
    verdict,
    approvalRequest,
    ...(comment !== undefined && { comment }),
    ...(deployAfter !== undefined && { deployAfterMs: Date.parse(deployAfter) }),
  };
}

/** @throws SlipwayError with the reason why the vote is not counted */
function effectOf(id: string, { effect, gate: state, approvalRequest }: VoteReceipt) {
  if (effect.kind === 'refused' || !state) {
    const code = effect.kind === 'refused' ? effect.code : 'GATE_NOT_OPEN';
    const details = approvalRequest === undefined ? {} : { details: { approvalRequest } };
    throw new SlipwayError(code, `Your vote on ${id} was not counted.`, details);
  }
  return { vote: effect.kind, state };
}
