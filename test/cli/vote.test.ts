import { describe, expect, it } from 'vitest';
import type { VoteReceipt } from '../../src/domain/gate/gate.ts';
import type { SignedVote } from '../../src/domain/gate/vote-signature.ts';
import { appWith, AT_GATE, GATE_MANIFEST, STORY, toldSoFar } from '../support/api.ts';
import { commandLine } from '../support/command-line.ts';
import { INPUT } from '../support/plan.ts';
import type { FakeEngine } from '../support/fake-engine.ts';

const ID = INPUT.id;

function stage(receipt: VoteReceipt | undefined, more: Partial<FakeEngine> = {}) {
  const votes: SignedVote[] = [];
  const app = appWith({
    history: async () => AT_GATE,
    follow: (_, from) => toldSoFar(AT_GATE, from),
    vote: async (_, vote) => {
      votes.push(vote);
      return receipt;
    },
    ...more,
  });
  return { run: commandLine(app, { as: 'ben' }), votes };
}

const waiting = (missing: number): VoteReceipt => ({
  effect: { kind: 'counted' },
  gate: { kind: 'waiting', missing, missingGroups: [] },
});

describe('slipway approve', () => {
  it('G3 shows what is approved, and approves just that', async () => {
    const { run, votes } = stage(waiting(1));
    const { exit, out } = await run('approve', ID, '--comment', 'fine');
    expect(exit).toBe('done');
    expect(out.split('\n')).toEqual([
      `${ID} to production`,
      '  commit    3f2a91c4d5e6 "Say hello", by Dev <dev@example.com>',
      '  started   by ana@example.com',
      '  replaces  none (first release)',
      `  artifact  sha256:${'2'.repeat(64)}`,
      `  request   ${GATE_MANIFEST}`,
      'Vote counted. Needs 1 more approval.',
      '',
    ]);
    expect(votes).toMatchObject([
      { by: 'ben', verdict: 'approve', approvalRequest: GATE_MANIFEST, comment: 'fine' },
    ]);
  });

  it('E9 shows what comes and what is taken away', async () => {
    const change = {
      paths: ['a.md'],
      pathCount: 2,
      linesAdded: 3,
      linesRemoved: 1,
      authors: ['dev@example.com'],
      authorCount: 1,
      takenAway: [{ commit: INPUT.commit, subject: 'Fix it' }],
      takenAwayCount: 1,
      message: '',
      branch: null,
      hoursSinceDeployment: null,
      failuresLately: 0,
    };
    const history = AT_GATE.map((event) =>
      event.kind === 'promotion-decided' ? { ...event, change } : event,
    );
    const { out } = await stage(waiting(1), { history: async () => history }).run('approve', ID);
    expect(out).toContain(
      '  changes   2 files, +3 −1, by dev@example.com\n            removes 1 commit: Fix it\n',
    );
  });

  it('G3 takes a manifest that a script has looked at, and no other', async () => {
    const other = `sha256:${'3'.repeat(64)}`;
    const { run, votes } = stage({
      effect: { kind: 'refused', code: 'APPROVAL_REQUEST_CHANGED' },
      gate: { kind: 'waiting', missing: 1, missingGroups: [] },
      approvalRequest: GATE_MANIFEST,
    });
    const { exit, notes } = await run('approve', ID, '--approval-request', other);
    expect(votes.map(({ approvalRequest }) => approvalRequest)).toEqual([other]);
    expect([exit, notes[1]]).toEqual([
      'refused',
      'Run `slipway why` to see the current request, then vote again.',
    ]);
  });

  it('G14 approves for later, by an instant or a local time', async () => {
    const { run, votes } = stage(waiting(1));
    const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await run('approve', ID, '--deploy-after', `${day}T22:00+01:00`);
    await run('approve', ID, '--deploy-after', `${day} 22:00`);
    expect(votes.map(({ deployAfterMs }) => deployAfterMs)).toEqual([
      Date.parse(`${day}T21:00Z`),
      new Date(`${day}T22:00`).getTime(),
    ]);
  });

  it('G1 says that the vote is kept while no worker runs', async () => {
    const { exit, out } = await stage(undefined).run('approve', ID);
    expect([exit, out.trim().split('\n').at(-1)]).toEqual([
      'done',
      'Vote saved; it counts when a worker is running. Start a worker. Nothing is lost meanwhile.',
    ]);
  });

  it('says how to hear of it when nothing is asked yet', async () => {
    const { run, votes } = stage(waiting(1), { history: async () => STORY });
    const { exit, notes } = await run('approve', ID);
    expect([exit, notes]).toEqual([
      'refused',
      [`slipway: ${ID} is not awaiting approval yet.`, `Follow it: slipway follow ${ID}`],
    ]);
    expect(votes).toEqual([]);
  });

  it('gives a program what the API answers, and nothing else', async () => {
    const { out } = await stage(waiting(2)).run('approve', ID, '--json');
    expect(JSON.parse(out)).toEqual({
      vote: 'counted',
      gate: { kind: 'waiting', missing: 2, missingGroups: [] },
      next: 'Needs 2 more approvals.',
    });
  });
});

describe('slipway reject and withdraw', () => {
  it('G10 rejects with a reason', async () => {
    const { run, votes } = stage({
      effect: { kind: 'counted' },
      gate: { kind: 'rejected', by: 'ben', reason: 'no' },
    });
    const { out } = await run('reject', ID, '--comment', 'no');
    expect(votes).toMatchObject([{ verdict: 'reject', comment: 'no' }]);
    expect(out).toContain('Vote counted. Ends the release as rejected.');
  });
  it('G11 takes a vote back', async () => {
    const { run, votes } = stage({ ...waiting(1), effect: { kind: 'withdrawn' } });
    const { out } = await run('withdraw', ID);
    expect(votes).toMatchObject([{ verdict: 'withdraw' }]);
    expect(out).toContain('Vote withdrawn. Needs 1 more approval.');
  });
});
