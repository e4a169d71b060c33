import { describe, expect, it } from 'vitest';
import { castVote, type Gate, type GatePolicy, gateState } from '../../../src/domain/gate/gate.ts';
import type { CheckedVote } from '../../../src/domain/gate/vote.ts';
import { requestWith } from '../../support/plan.ts';

const OPENED = 1_000;
const POLICY: GatePolicy = {
  approvals: 1,
  groups: [
    { name: 'managers', members: ['ana'] },
    { name: 'security', members: [] },
  ],
  expiresMs: 100,
  selfApproval: false,
  unsignedVotes: 'refuse',
};
const gateWith = (policy: Partial<GatePolicy> = {}): Gate => ({
  environment: 'production',
  policy: { ...POLICY, ...policy },
  excludedApprovers: ['dev@example.com'],
  approvalRequest: requestWith('sha256:1'),
  openedAtMs: OPENED,
  votes: [],
});
const vote = (by: string, groups?: readonly string[], more: Partial<CheckedVote> = {}) =>
  ({
    voteId: `${by}-1`,
    by,
    verdict: 'approve',
    approvalRequest: 'sha256:1',
    atMs: OPENED,
    signed: true,
    ...(groups && { groups }),
    ...more,
  }) as const;

/** What each vote did, and how the gate stands after all of them. */
function cast(start: Gate, ...votes: CheckedVote[]) {
  let gate: Gate | undefined = start;
  const effects = votes.map((one) => {
    const { gate: after, effect } = castVote(gate, one);
    gate = after;
    return effect.kind === 'refused' ? effect.code : effect.kind;
  });
  return { effects, state: gateState(gate) };
}

describe('a vote of a user of the identity provider', () => {
  it('G6 fills the seat of a group that the provider attests', () => {
    const { effects, state } = cast(gateWith(), vote('ana'), vote('ben', ['security']));
    expect([effects, state]).toEqual([
      ['counted', 'counted'],
      { kind: 'approved', by: ['ana', 'ben'] },
    ]);
  });

  it('G6 fills one seat, whatever groups there are, and the one that helps', () => {
    const both = vote('ben', ['managers', 'security']);
    expect(cast(gateWith(), both).state).toMatchObject({ kind: 'waiting', missing: 1 });
    expect(cast(gateWith(), both, vote('ana')).state.kind).toBe('approved');
    expect(cast(gateWith(), both, vote('cid', ['security'])).state.kind).toBe('approved');
  });

  it.each([
    ['no group of the gate', vote('ben', ['readers']), 'NOT_ELIGIBLE'],
    [
      'groups that nobody signed for',
      vote('ben', ['security'], { signed: false }),
      'VOTE_UNSIGNED',
    ],
    ['its own change', vote('Dev@Example.com', ['security']), 'SELF_APPROVAL'],
  ])('G6 G7 with %s is refused', (_, one, code) => {
    expect(cast(gateWith(), one).effects).toEqual([code]);
  });

  it('G18 that was typed into Temporal attests no group, also where unsigned votes count', () => {
    const gate = gateWith({ unsignedVotes: 'accept' });
    const { effects } = cast(gate, vote('ben', ['security'], { signed: false }));
    expect(effects).toEqual(['NOT_ELIGIBLE']);
  });

  it('G5 is counted once, by whichever way and with whatever capitals it came', () => {
    const two = gateWith({ approvals: 2, groups: [] });
    const { effects, state } = cast(two, vote('ana'), vote('Ana', []), vote('ana', []));
    expect(effects).toEqual(['counted', 'already-counted', 'already-counted']);
    expect(state).toMatchObject({ kind: 'waiting', missing: 1 });
  });

  it('G11 counts anew when the person has another group meanwhile', () => {
    const { effects, state } = cast(
      gateWith(),
      vote('ana'),
      vote('ben', ['managers']),
      vote('ben', ['managers', 'security']),
    );
    expect([effects, state.kind]).toEqual([['counted', 'counted', 'counted'], 'approved']);
  });

  it('G12 stands in by an attested group once it has escalated', () => {
    const escalateTo = { name: 'directors', members: [] };
    const gate = gateWith({ escalateTo, groups: [{ name: 'security', members: [] }] });
    const late = vote('zoe', ['directors'], { atMs: OPENED + 95 });
    expect(cast(gate, vote('zoe', ['directors'])).effects).toEqual(['NOT_ELIGIBLE']);
    expect(cast(gate, late).state.kind).toBe('approved');
  });
});
