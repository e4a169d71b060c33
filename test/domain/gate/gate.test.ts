import { describe, expect, it } from 'vitest';
import {
  castVote,
  dropVotesOf,
  EVERYBODY,
  expiresAtMs,
  type Gate,
  gateState,
  isEscalated,
  remindersAtMs,
  reopenGate,
  withGateSkipped,
} from '../../../src/domain/gate/gate.ts';
import type { CheckedVote } from '../../../src/domain/gate/vote.ts';
import { requestWith } from '../../support/plan.ts';

const OPENED = 1_000;
const gate: Gate = {
  environment: 'production',
  policy: {
    approvals: 2,
    groups: [],
    expiresMs: 100,
    selfApproval: false,
    unsignedVotes: 'refuse',
  },
  excludedApprovers: ['dev@example.com'],
  approvalRequest: requestWith('sha256:1'),
  openedAtMs: OPENED,
  votes: [],
};
const vote = (by: string, more: Partial<CheckedVote> = {}): CheckedVote => ({
  voteId: `${by}-1`,
  by,
  verdict: 'approve',
  approvalRequest: 'sha256:1',
  atMs: OPENED,
  signed: true,
  ...more,
});
const reject = (by: string) => vote(by, { verdict: 'reject', comment: 'not on a Friday' });
const cast = (start: Gate | undefined, ...votes: CheckedVote[]) => {
  let now = start;
  return votes.map((one) => {
    const { gate: next, effect } = castVote(now, one);
    now = next;
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
      [vote('ana', { approvalRequest: 'sha256:2' })],
      ['APPROVAL_REQUEST_CHANGED'],
    ],
    [
      'G15 G17 no vote counts once a person has let it in without the gate',
      withGateSkipped({ ...gate, votes: [vote('ana')] }, true),
      [vote('ben'), reject('cid'), vote('ana')],
      ['GATE_CLOSED', 'GATE_CLOSED', 'GATE_CLOSED'],
    ],
    [
      'G17 votes count again when it asks again',
      withGateSkipped(withGateSkipped(gate, true), false),
      [vote('ben')],
      ['counted'],
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
      ['COMMENT_REQUIRED'],
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
    [
      'G7 nobody may approve what anybody may have written',
      { ...gate, excludedApprovers: [EVERYBODY] },
      [vote('ana'), reject('ben')],
      ['SELF_APPROVAL', 'counted'],
    ],
    ['G7 whoever wrote the commit may reject it', gate, [reject('dev@example.com')], ['counted']],
  ] as const)('%s', (_, start, votes, effects) => {
    expect(cast(start, ...votes)).toEqual(effects);
  });

  it('G18 a gate may be configured to count unsigned votes', () => {
    const lax: Gate = { ...gate, policy: { ...gate.policy, unsignedVotes: 'accept' } };
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
    expect(expiresAtMs(gate)).toBe(OPENED + 100);
  });
});

describe('changing one’s mind', () => {
  const withdraw = (by: string) => vote(by, { verdict: 'withdraw' });
  it.each([
    ['a vote that is withdrawn does not count', [vote('ana'), withdraw('ana'), vote('ben')], 1],
    ['a vote may be cast again', [vote('ana'), withdraw('ana'), vote('ana'), vote('ben')], 0],
    ['withdrawing without a vote changes nothing', [withdraw('ana'), vote('ben')], 1],
  ] as const)('G11 %s', (_, votes, missing) => {
    const state = gateState(after(gate, ...votes));
    expect(state.kind === 'waiting' ? state.missing : 0).toBe(missing);
  });
  it('G11 an approval may become a rejection, which ends it', () => {
    expect(gateState(after(gate, vote('ana'), reject('ana')))).toMatchObject({
      kind: 'rejected',
      by: 'ana',
    });
  });
  it('G11 nothing can be withdrawn once it is decided', () => {
    expect(cast(gate, vote('ana'), vote('ben'), withdraw('ana')).at(-1)).toBe('GATE_CLOSED');
  });
  it('G10 a gate may ask for two rejections, and one may become an approval', () => {
    const strict = { ...gate, policy: { ...gate.policy, rejections: 2 } };
    expect(gateState(after(strict, reject('ana')))).toMatchObject({ kind: 'waiting', missing: 2 });
    expect(gateState(after(strict, reject('ana'), reject('ben')))).toMatchObject({
      kind: 'rejected',
    });
    expect(gateState(after(strict, reject('ana'), vote('ana'), vote('ben')))).toMatchObject({
      kind: 'approved',
    });
  });
});

describe('an approval for later', () => {
  it('G14 the latest instant that an approver asked for is the one', () => {
    const votes = [vote('ana', { deployAfterMs: 7_000 }), vote('ben', { deployAfterMs: 9_000 })];
    expect(gateState(after(gate, ...votes))).toEqual({
      kind: 'approved',
      by: ['ana', 'ben'],
      deployAfterMs: 9_000,
    });
  });
  it('G14 the same person may ask for another instant before it is decided', () => {
    const votes = [vote('ana', { deployAfterMs: 9_000 }), vote('ana', { deployAfterMs: 7_000 })];
    expect(gateState(after(gate, ...votes, vote('ben')))).toMatchObject({ deployAfterMs: 7_000 });
  });
});

describe('a gate that nobody decides', () => {
  const escalateTo = { name: 'directors', members: ['zoe'] };
  const groups = [{ name: 'managers', members: ['ana'] }];
  const slow = { ...gate, policy: { ...gate.policy, approvals: 1, groups, escalateTo } };
  it('G12 reminds at half and at nine tenths', () => {
    expect(remindersAtMs(slow)).toEqual([OPENED + 50, OPENED + 90]);
  });
  it.each([
    [89, false, 'NOT_ELIGIBLE'],
    [90, true, 'counted'],
  ])('G12 after %i of 100 the escalation group votes: %s', (afterMs, escalated, effect) => {
    const atMs = OPENED + afterMs;
    expect(isEscalated(slow, atMs)).toBe(escalated);
    expect(cast(slow, vote('zoe', { atMs }))).toEqual([effect]);
  });
  it('G12 who stands in fills the empty seat', () => {
    const state = gateState(after(slow, vote('zoe', { atMs: OPENED + 95 })));
    expect(state).toEqual({ kind: 'approved', by: ['zoe'] });
  });
});

describe('asking again', () => {
  const voted = after(gate, vote('ana'));
  const other = { ...gate, approvalRequest: requestWith('sha256:2') };
  it.each([
    ['G4 another manifest starts from nothing', voted, other, other],
    ['the same manifest goes on with its votes', voted, gate, voted],
    ['another environment starts from nothing', voted, { ...gate, environment: 'eu' }, 'now'],
    ['G4 `keep` keeps the votes', kept(voted), kept(other), kept(voted)],
    ['the first asking', undefined, gate, gate],
  ] as const)('%s', (_, before, now, expected) => {
    expect(reopenGate(before, now)).toEqual(expected === 'now' ? now : expected);
  });
  it('G8 W6 dropping the votes of ineligible users restarts the time of the gate', () => {
    const both = after(gate, vote('ana'), vote('ben'));
    const dropped = dropVotesOf(both, ['ana'], 5_000);
    expect(gateState(dropped)).toMatchObject({ kind: 'waiting', missing: 1 });
    expect(expiresAtMs(dropped)).toBe(5_000 + gate.policy.expiresMs);
  });
  it('G8 dropping no vote leaves the gate as it is', () => {
    expect(dropVotesOf(voted, ['ben'], 5_000)).toEqual(voted);
  });
});

function after(start: Gate, ...votes: readonly CheckedVote[]): Gate {
  return votes.reduce((now: Gate, one) => castVote(now, one).gate ?? now, start);
}

function kept(asked: Gate): Gate {
  return { ...asked, policy: { ...asked.policy, staleVotes: 'keep' } };
}
