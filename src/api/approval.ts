import { randomUUID } from 'node:crypto';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { type Caller } from '../domain/caller.ts';
import { ERRORS, SlipwayError } from '../domain/errors.ts';
import type { GateState, Receipt, Vote } from '../domain/gate.ts';
import type { SignedVote } from '../domain/vote-text.ts';
import { requireRole } from './authenticate.ts';
import type { Engine } from './engine.ts';
import type { Env } from './env.ts';
import { BODY_ERRORS, problems, refuseInvalid } from './problem.ts';
import { releaseParams } from './releases.ts';
import { digest, gate } from './schemas.ts';

export interface ApprovalDependencies {
  readonly engine: Engine;
  /** Signs a vote, so that the engine knows that it came through here. */
  sign(vote: Vote): SignedVote;
}

const body = z
  .strictObject({
    verdict: z.enum(['approve', 'reject']),
    manifest: digest.describe('The digest of the manifest that the release shows.'),
    comment: z.string().max(2_000).optional().describe('Required to reject.'),
  })
  .openapi('Vote');

const pending = z.object({
  vote: z.literal('pending').describe('Kept by Temporal, and counted when a worker is back.'),
  next: z.string(),
});
const answer = z.object({
  vote: z.enum(['counted', 'already-counted']),
  gate,
  next: z.string().describe('What happens now.'),
});

const approval = createRoute({
  method: 'post',
  path: '/releases/{id}/approval',
  operationId: 'voteOnRelease',
  summary: 'Approve or reject a release that waits at its gate',
  description:
    'Needs the role `approve`, and a person. Sends the approval signal, and answers what it did. ' +
    'Safe to send twice: a person is counted once.',
  request: {
    params: releaseParams,
    body: { required: true, content: { 'application/json': { schema: body } } },
  },
  responses: {
    200: {
      description: 'The vote counts, and how the gate stands with it',
      content: { 'application/json': { schema: answer } },
    },
    202: {
      description: 'The vote is kept; no worker answered in time',
      content: { 'application/json': { schema: pending } },
    },
    ...problems(
      ...BODY_ERRORS,
      'FORBIDDEN',
      'PEOPLE_ONLY',
      'RELEASE_NOT_FOUND',
      'GATE_NOT_OPEN',
      'GATE_CLOSED',
      'MANIFEST_CHANGED',
      'NOT_ELIGIBLE',
      'SELF_APPROVAL',
      'REASON_REQUIRED',
      'VOTE_UNSIGNED',
    ),
  },
});

export function approvalRoutes({ engine, sign }: ApprovalDependencies) {
  return new OpenAPIHono<Env>({ defaultHook: refuseInvalid }).openapi(approval, async (c) => {
    const { id } = c.req.valid('param');
    const { verdict, manifest, comment } = c.req.valid('json');
    // The name comes from the credential, never from the body: nobody votes for someone else.
    const by = voter(c.var.caller);
    const vote = { voteId: randomUUID(), by, verdict, manifest, atMs: Date.now() };
    const said = comment === undefined ? {} : { comment };
    const receipt = await engine.vote(id, sign({ ...vote, ...said }));
    if (!receipt) return c.json({ vote: 'pending' as const, next: ERRORS.NO_WORKER.next }, 202);
    return c.json(answerOf(id, receipt), 200);
  });
}

/** @throws SlipwayError PEOPLE_ONLY, FORBIDDEN */
function voter(caller: Caller): string {
  if (caller.kind !== 'person')
    throw new SlipwayError('PEOPLE_ONLY', `${caller.name} is a service, and only people vote.`);
  requireRole(caller, 'approve');
  return caller.name;
}

/** @throws SlipwayError why the vote does not count */
function answerOf(id: string, { effect, gate: state, manifest }: Receipt) {
  if (effect.kind === 'refused' || !state) {
    const code = effect.kind === 'refused' ? effect.code : 'GATE_NOT_OPEN';
    const details = manifest === undefined ? {} : { details: { manifest } };
    throw new SlipwayError(code, `The vote on ${id} does not count.`, details);
  }
  return { vote: effect.kind, gate: state, next: nextOf(state) };
}

function nextOf(state: GateState): string {
  if (state.kind === 'approved') return 'It goes on: to its turn, then the deployment.';
  if (state.kind === 'rejected') return 'The release ends as rejected.';
  const people = state.missing === 1 ? 'one more approval' : `${state.missing} more approvals`;
  const groups = state.missingGroups.length > 0 ? ` from ${state.missingGroups.join(', ')}` : '';
  return `It waits for ${people}${groups}.`;
}
