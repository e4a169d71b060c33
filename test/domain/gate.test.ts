import { describe, expect, it } from 'vitest';
import {
  castVote,
  type CheckedVote,
  closesAtMs,
  type Gate,
  gateState,
} from '../../src/domain/gate.ts';

const OPENED = 1_000;
const gate: Gate = {
  environment: 'production',
  policy: { approvals: 2, groups: [], expiresMs: 100, selfApproval: false, unsigned: 'refuse' },
  own: ['dev@example.com'],
  manifest: 'sha256:1',
  openedAtMs: OPENED,
  votes: [],
};
const vote = (by: string, more: Partial<CheckedVote> = {}): CheckedVote => ({
  voteId: `${by}-1`,
  by,
  verdict: 'approve',
  manifest: 'sha256:1',
  atMs: OPENED,
  signed: true,
  ...more,
});
const reject = (by: string) => vote(by, { verdict: 'reject', comment: 'not on a Friday' });
const cast = (start: Gate | undefined, ...votes: CheckedVote[]) => {
  let now = start;
  return votes.map((one) => {
    const { gate: after, effect } = castVote(now, one);
    now = after;
    return effect.kind === 'refused' ? effect.code : effect.kind;
  });
};

describe('castVote', () => {
  it.each([
    ['two people are counted', gate, [vote('ana'), vote('ben')], ['counted', 'counted']],
    [
      'G5 the same person twice is counted once',
      gate,
      [vote('ana'), vote('ana')],
      ['counted', 'already-counted'],
    ],
    [
      'G3 a vote on another manifest is refused',
      gate,
      [vote('ana', { manifest: 'sha256:2' })],
      ['MANIFEST_CHANGED'],
    ],
    ['G13 no vote counts before the gate opens', undefined, [vote('ana')], ['GATE_NOT_OPEN']],
    [
      'G18 a vote without a signature is refused',
      gate,
      [vote('ana', { signed: false })],
      ['VOTE_UNSIGNED'],
    ],
    [
      'G10 a reject needs a reason',
      gate,
      [vote('ana', { verdict: 'reject' })],
      ['REASON_REQUIRED'],
    ],
    [
      'G10 after a reject the gate is closed',
      gate,
      [reject('ana'), vote('ben')],
      ['counted', 'GATE_CLOSED'],
    ],
    [
      'G10 a reject among enough approvals came too late',
      gate,
      [vote('ana'), vote('ben'), reject('cid')],
      ['counted', 'counted', 'GATE_CLOSED'],
    ],
    [
      'a repeated vote after the decision is still known',
      gate,
      [vote('ana'), vote('ben'), vote('ana')],
      ['counted', 'counted', 'already-counted'],
    ],
    [
      'G12 a vote at the closing time is late',
      gate,
      [vote('ana', { atMs: OPENED + 100 })],
      ['GATE_CLOSED'],
    ],
    [
      'G12 a vote just before it is in time',
      gate,
      [vote('ana', { atMs: OPENED + 99 })],
      ['counted'],
    ],
    [
      'G7 whoever wrote the commit may not approve it',
      gate,
      [vote('dev@example.com')],
      ['SELF_APPROVAL'],
    ],
    [
      'G7 whoever wrote the commit may not approve it in capitals',
      gate,
      [vote('Dev@Example.com')],
      ['SELF_APPROVAL'],
    ],
    ['G7 whoever wrote the commit may reject it', gate, [reject('dev@example.com')], ['counted']],
  ] as const)('%s', (_, start, votes, effects) => {
    expect(cast(start, ...votes)).toEqual(effects);
  });

  it('G18 a gate may be configured to count unsigned votes', () => {
    const lax: Gate = { ...gate, policy: { ...gate.policy, unsigned: 'accept' } };
    expect(cast(lax, vote('ana', { signed: false }))).toEqual(['counted']);
  });

  it('G6 somebody of no group is not eligible, not even to reject', () => {
    const policy = { ...gate.policy, groups: [{ name: 'managers', members: ['ana'] }] };
    expect(cast({ ...gate, policy }, vote('eve'), reject('eve'))).toEqual([
      'NOT_ELIGIBLE',
      'NOT_ELIGIBLE',
    ]);
  });

  it('leaves the gate as it was when it refuses', () => {
    expect(castVote(gate, vote('ana', { signed: false })).gate).toBe(gate);
  });
});

describe('gateState', () => {
  const groups = [
    { name: 'managers', members: ['ana', 'ben'] },
    { name: 'security', members: ['ana'] },
  ];
  const policy = { ...gate.policy, approvals: 1, groups };
  it.each([
    ['nobody answered', gate, [], { kind: 'waiting', missing: 2, missingGroups: [] }],
    ['G5 one of two is missing', gate, [vote('ana')], { kind: 'waiting', missing: 1 }],
    [
      'G5 two people make the quorum',
      gate,
      [vote('ana'), vote('ben')],
      { kind: 'approved', by: ['ana', 'ben'] },
    ],
    [
      'G10 one reject ends it, with its reason',
      gate,
      [vote('ana'), reject('ben')],
      { kind: 'rejected', by: 'ben', reason: 'not on a Friday' },
    ],
    [
      'G6 one person fills one seat at a time',
      { ...gate, policy },
      [vote('ana')],
      { kind: 'waiting', missing: 1 },
    ],
    [
      'G6 seats are matched, not taken first-fit',
      { ...gate, policy },
      [vote('ana'), vote('ben')],
      { kind: 'approved' },
    ],
    [
      'G6 the group that nobody sits for is named',
      { ...gate, policy },
      [vote('ben')],
      { kind: 'waiting', missingGroups: ['security'] },
    ],
  ] as const)('%s', (_, start, votes, expected) => {
    expect(gateState({ ...start, votes })).toMatchObject(expected);
  });

  it('G12 closes its time after it opened', () => {
    expect(closesAtMs(gate)).toBe(OPENED + 100);
  });
});
