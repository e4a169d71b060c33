import { describe, expect, it } from 'vitest';
import { checkVote } from '../../../src/activities/check-vote.ts';
import { SlipwayError } from '../../../src/domain/errors.ts';
import type { VoteReceipt, VoteRefusal } from '../../../src/domain/gate/gate.ts';
import type { SignedVote } from '../../../src/domain/gate/vote-signature.ts';
import type { Principal } from '../../../src/domain/people/principal.ts';
import type { ReleaseEvent } from '../../../src/domain/release/event.ts';
import {
  answer,
  appWith,
  AT_GATE,
  by,
  GATE_MANIFEST as MANIFEST,
  SIGNER,
  told,
  toldSoFar,
} from '../../support/api.ts';

const APPROVE = { verdict: 'approve', approvalRequest: MANIFEST };
const APPROVED: VoteReceipt = {
  effect: { kind: 'counted' },
  gate: { kind: 'approved', by: ['ben'] },
};
const post = (receipt: VoteReceipt | undefined, who: string, body: unknown = APPROVE) =>
  answer(appWith({ vote: async () => receipt }).request('/releases/r/approval', by(who, body)));

type Without<Kind> = Kind extends unknown ? Omit<Kind, 'id' | 'atMs'> : never;

/** Approves, and lets the history go on with this. */
async function approveThen(
  then: readonly Without<ReleaseEvent>[],
  body: object = APPROVE,
  follow: typeof toldSoFar = told,
) {
  let cast: SignedVote | undefined;
  const history = () => {
    const voted = cast
      ? [{ kind: 'voted', vote: { ...cast, atMs: 5_000, signed: true } } as const]
      : [];
    const rest = [...voted, ...then].map((event, i) => ({ ...event, id: 30 + i, atMs: 5_000 + i }));
    return [...AT_GATE, ...(rest as ReleaseEvent[])];
  };
  const app = appWith({
    vote: async (_, vote) => {
      cast = vote;
      return APPROVED;
    },
    follow: (_, from) => follow(history(), from),
  });
  return answer(app.request('/releases/r/approval', by('ben', body)));
}

describe('a vote of a user of the identity provider', () => {
  it('carries the attested groups and is signed with them', async () => {
    let sent: SignedVote | undefined;
    const person = { name: 'ben', kind: 'user', roles: ['approve'], grants: [] } as const;
    const ben: Principal = { ...person, groups: ['a', 'b'], attested: ['b'], via: 'session' };
    const app = appWith(
      { vote: async (_, vote) => void (sent = vote) },
      { authenticate: async () => ben },
    );
    const headers = { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' };
    const body = JSON.stringify({ ...APPROVE, groups: undefined });
    await app.request('/releases/r/approval', { method: 'POST', headers, body });
    expect(sent).toMatchObject({ by: 'ben', groups: ['b'] });
    const key = SIGNER.publicKey;
    const checked = async (vote: SignedVote) => (await checkVote({ vote, key })).vote.signed;
    const vote = sent as unknown as SignedVote;
    const { groups: _, ...without } = vote;
    expect(await checked(vote)).toBe(true);
    expect(await checked({ ...vote, groups: ['a', 'b'] })).toBe(false);
    expect(await checked(without)).toBe(false);
  });

  it('takes no groups from the body', async () => {
    const refused = await post(APPROVED, 'ben', { ...APPROVE, groups: ['managers'] });
    expect([refused.status, refused.body.code]).toEqual([422, 'INVALID_REQUEST']);
  });
});

describe('POST /releases/{id}/approval', () => {
  it('G2 returns that the vote counted, and the next step', async () => {
    const { status, body } = await post(
      { effect: { kind: 'counted' }, gate: { kind: 'approved', by: ['ben'] } },
      'ben',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      vote: 'counted',
      gate: { kind: 'approved' },
      next: expect.stringContaining('Next: the queue'),
    });
  });
  const environment = 'production';
  it.each<[string, Without<ReleaseEvent>[], string]>([
    ['it deploys', [{ kind: 'entered', environment }], 'Deploying to production.'],
    [
      'it is queued',
      [{ kind: 'queued', environment, queuedBehind: ['hello-1'] }],
      'Queued for production behind hello-1.',
    ],
    [
      'the environment is held',
      [
        {
          kind: 'queued',
          environment,
          queuedBehind: [],
          freezes: [{ by: 'ana', reason: 'Stock-taking.', sinceMs: 0 }],
        },
      ],
      'production is frozen by ana: Stock-taking.',
    ],
    [
      'its window is closed',
      [
        {
          kind: 'window',
          environment,
          window: { open: false, nextOpenMs: Date.UTC(2026, 2, 2, 8), reason: 'It is Sunday.' },
        },
      ],
      'Outside the deployment window of production: It is Sunday.',
    ],
    [
      'the approver may not approve any more',
      [{ kind: 'votes-dropped', people: ['ben'] }],
      'Waiting for 1 approval to deploy to production.',
    ],
    [
      'an open window comes first',
      [
        { kind: 'votes-dropped', people: [] },
        { kind: 'window', environment, window: { open: true } },
        { kind: 'entered', environment },
      ],
      'Deploying to production.',
    ],
    [
      'a newer release was faster',
      [{ kind: 'ended', outcome: 'superseded', by: 'hello-2' }],
      'Superseded by hello-2.',
    ],
  ])('G2 says what really happens next: %s', async (_, then, next) => {
    const { status, body } = await approveThen(then);
    expect([status, body.vote, body.next]).toEqual([200, 'counted', next]);
  });
  it('G2 responds within about a second if the history shows nothing yet', async () => {
    const begin = performance.now();
    const { body } = await approveThen([], APPROVE, toldSoFar);
    expect(body.next).toBe('Approved. Next: the queue, then deployment.');
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
  it('G2 counts the vote even if the history after it cannot be read', async () => {
    const away = async function* (events: readonly ReleaseEvent[]) {
      yield* events;
      throw new SlipwayError('TEMPORAL_UNREACHABLE', 'Temporal is unreachable.');
    };
    const { status, body } = await approveThen([], APPROVE, away);
    expect([status, body.next]).toEqual([200, 'Approved. Next: the queue, then deployment.']);
  });
  it('G14 accepts a deployment time and returns it', async () => {
    const deployAfter = new Date(Date.now() + 86_400_000).toISOString();
    const { body } = await approveThen([], { ...APPROVE, deployAfter });
    expect(body.next).toBe('Approved. Scheduled for deployment to production.');
  });
  it('G14 signs the deployment time and shows it at the gate', async () => {
    const sent: SignedVote[] = [];
    const deployAfter = '2026-03-01T22:00:00+01:00';
    const deployAfterMs = Date.UTC(2026, 2, 1, 21);
    const gate = { kind: 'approved', by: ['ben'], deployAfterMs } as const;
    const vote = async (_: string, one: SignedVote) => {
      sent.push(one);
      return { effect: { kind: 'counted' }, gate } as const;
    };
    const { body } = await answer(
      appWith({ vote }).request('/releases/r/approval', by('ben', { ...APPROVE, deployAfter })),
    );
    expect(sent).toMatchObject([{ deployAfterMs }]);
    const key = SIGNER.publicKey;
    const [cast] = sent as [SignedVote];
    expect((await checkVote({ vote: cast, key })).vote.signed).toBe(true);
    const later = { ...cast, deployAfterMs: 0 };
    expect((await checkVote({ vote: later, key })).vote.signed).toBe(false);
    expect(body.gate).toEqual({
      kind: 'approved',
      by: ['ben'],
      deployAfter: '2026-03-01T21:00:00.000Z',
    });
  });
  it.each([
    ['with a rejection', { ...APPROVE, verdict: 'reject', deployAfter: '2026-03-01T22:00:00Z' }],
    ['without a zone', { ...APPROVE, deployAfter: '2026-03-01T22:00:00' }],
    ['that does not exist', { ...APPROVE, deployAfter: '2026-02-30T22:00:00Z' }],
  ])('G14 refuses an instant %s', async (_, body) => {
    const refused = await post(undefined, 'ben', body);
    expect([refused.status, refused.body.code]).toEqual([422, 'INVALID_REQUEST']);
    expect(refused.body.issues).toMatchObject([{ path: 'deployAfter' }]);
  });
  it('G14 refuses a deployment time beyond the limit', async () => {
    const deployAfter = '9999-01-01T00:00:00Z';
    const refused = await post(undefined, 'ben', { ...APPROVE, deployAfter });
    expect([refused.status, refused.body.code]).toEqual([409, 'DEPLOY_AFTER_TOO_LATE']);
  });
  it('G11 withdraws a vote and returns the missing approvals', async () => {
    const gate = { kind: 'waiting', missing: 2, missingGroups: ['managers'] } as const;
    const { status, body } = await post({ effect: { kind: 'withdrawn' }, gate }, 'ben', {
      ...APPROVE,
      verdict: 'withdraw',
    });
    expect([status, body.vote, body.next]).toEqual([
      200,
      'withdrawn',
      'Needs 2 more approvals, from managers.',
    ]);
  });
  it('G5 returns 200 if the same user votes again', async () => {
    const gate = { kind: 'waiting', missing: 1, missingGroups: [] } as const;
    const { status, body } = await post({ effect: { kind: 'already-counted' }, gate }, 'ben');
    expect([status, body.vote, body.next]).toEqual([
      200,
      'already-counted',
      'Needs 1 more approval.',
    ]);
  });
  it('G2 returns 202 if no worker responds in time', async () => {
    const { status, body } = await post(undefined, 'ben');
    expect([status, body.vote]).toEqual([202, 'pending']);
  });
  it.each([
    ['GATE_NOT_OPEN', 409],
    ['GATE_CLOSED', 409],
    ['APPROVAL_REQUEST_CHANGED', 409],
    ['VOTE_UNSIGNED', 403],
    ['NOT_ELIGIBLE', 403],
    ['SELF_APPROVAL', 403],
    ['COMMENT_REQUIRED', 422],
  ] as const)('G2 a vote refused for %s is answered with %i', async (code: VoteRefusal, status) => {
    const refused = await post(
      { effect: { kind: 'refused', code }, approvalRequest: 'sha256:new' },
      'ben',
    );
    expect([refused.status, refused.body.code, refused.body.approvalRequest]).toEqual([
      status,
      code,
      'sha256:new',
    ]);
  });
  it('G9 a service account cannot vote, whatever its roles', async () => {
    const { status, body } = await post(undefined, 'ci');
    expect([status, body.code]).toEqual([403, 'USERS_ONLY']);
  });
  it('requires the approve role', async () => {
    const { status, body } = await post(undefined, 'eve');
    expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
  });
  it.each([
    ['a name', { ...APPROVE, by: 'ana' }],
    ['no manifest', { verdict: 'approve' }],
    ['a digest that is none', { ...APPROVE, approvalRequest: 'latest' }],
    ['another verdict', { ...APPROVE, verdict: 'maybe' }],
  ])('G9 refuses a body with %s', async (_, body) => {
    const refused = await post(undefined, 'ben', body);
    expect([refused.status, refused.body.code]).toEqual([422, 'INVALID_REQUEST']);
  });
  it('returns 409 if the release has ended', async () => {
    const vote = async () => {
      throw new SlipwayError('GATE_CLOSED', 'Release r has ended.');
    };
    const { status, body } = await answer(
      appWith({ vote }).request('/releases/r/approval', by('ben', APPROVE)),
    );
    expect([status, body.code]).toEqual([409, 'GATE_CLOSED']);
  });
  it('G18 signs a vote with the key of the release', async () => {
    const sent: SignedVote[] = [];
    const vote = async (_: string, one: SignedVote) => void sent.push(one) as never;
    await appWith({ vote }).request(
      '/releases/r/approval',
      by('ben', { ...APPROVE, comment: 'fine' }),
    );
    const [cast] = sent as [SignedVote];
    expect(cast).toMatchObject({ by: 'ben', comment: 'fine' });
    const key = SIGNER.publicKey;
    expect((await checkVote({ vote: cast, key })).vote.signed).toBe(true);
    expect((await checkVote({ vote: { ...cast, by: 'eve' }, key })).vote.signed).toBe(false);
    expect((await checkVote({ vote: { ...cast, signature: 'x' }, key })).vote.signed).toBe(false);
    expect((await checkVote({ vote: cast, key: 'x' })).vote.signed).toBe(false);
  });
});
