import { describe, expect, it } from 'vitest';
import { checkVote } from '../../src/activities/check-vote.ts';
import { SlipwayError } from '../../src/domain/errors.ts';
import type { Receipt, Refusal } from '../../src/domain/gate.ts';
import type { SignedVote } from '../../src/domain/vote-text.ts';
import { answer, appWith, by, SIGNER } from '../support/api.ts';

const MANIFEST = `sha256:${'1'.repeat(64)}`;
const APPROVE = { verdict: 'approve', manifest: MANIFEST };
const post = (receipt: Receipt | undefined, who: string, body: unknown = APPROVE) =>
  answer(appWith({ vote: async () => receipt }).request('/releases/r/approval', by(who, body)));

describe('POST /releases/{id}/approval', () => {
  it('G2 says that the vote counts, and what happens next', async () => {
    const { status, body } = await post(
      { effect: { kind: 'counted' }, gate: { kind: 'approved', by: ['ben'] } },
      'ben',
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      vote: 'counted',
      gate: { kind: 'approved' },
      next: expect.stringContaining('goes on'),
    });
  });
  it('G5 answers 200 when the same person votes again', async () => {
    const gate = { kind: 'waiting', missing: 1, missingGroups: [] } as const;
    const { status, body } = await post({ effect: { kind: 'already-counted' }, gate }, 'ben');
    expect([status, body.vote, body.next]).toEqual([
      200,
      'already-counted',
      'It waits for one more approval.',
    ]);
  });
  it('G2 answers 202 when no worker answers in time', async () => {
    const { status, body } = await post(undefined, 'ben');
    expect([status, body.vote]).toEqual([202, 'pending']);
  });
  it.each([
    ['GATE_NOT_OPEN', 409],
    ['GATE_CLOSED', 409],
    ['MANIFEST_CHANGED', 409],
    ['VOTE_UNSIGNED', 403],
    ['NOT_ELIGIBLE', 403],
    ['SELF_APPROVAL', 403],
    ['REASON_REQUIRED', 422],
  ] as const)('G2 a vote refused for %s is answered with %i', async (code: Refusal, status) => {
    const refused = await post(
      { effect: { kind: 'refused', code }, manifest: 'sha256:new' },
      'ben',
    );
    expect([refused.status, refused.body.code, refused.body.manifest]).toEqual([
      status,
      code,
      'sha256:new',
    ]);
  });
  it('G9 a service may not vote, whatever its roles', async () => {
    const { status, body } = await post(undefined, 'ci');
    expect([status, body.code]).toEqual([403, 'PEOPLE_ONLY']);
  });
  it('needs the role approve', async () => {
    const { status, body } = await post(undefined, 'eve');
    expect([status, body.code]).toEqual([403, 'FORBIDDEN']);
  });
  it.each([
    ['a name', { ...APPROVE, by: 'ana' }],
    ['no manifest', { verdict: 'approve' }],
    ['a digest that is none', { ...APPROVE, manifest: 'latest' }],
    ['another verdict', { ...APPROVE, verdict: 'maybe' }],
  ])('G9 refuses a body with %s', async (_, body) => {
    const refused = await post(undefined, 'ben', body);
    expect([refused.status, refused.body.code]).toEqual([422, 'INVALID_REQUEST']);
  });
  it('answers 409 when the release has ended', async () => {
    const vote = async () => {
      throw new SlipwayError('GATE_CLOSED', 'Release r has ended.');
    };
    const { status, body } = await answer(
      appWith({ vote }).request('/releases/r/approval', by('ben', APPROVE)),
    );
    expect([status, body.code]).toEqual([409, 'GATE_CLOSED']);
  });
  it('G18 sends a vote whose signature fits the key that releases are started with', async () => {
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
