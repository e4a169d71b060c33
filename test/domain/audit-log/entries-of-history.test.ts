import { describe, expect, it } from 'vitest';
import { entriesOfHistory } from '../../../src/domain/audit-log/entries-of-history.ts';
import type { ReleaseEventBody } from '../../../src/domain/release/event.ts';
import { INPUT, PLAN } from '../../support/plan.ts';
import {
  asked,
  begun,
  deployed,
  guidanceRequest,
  history,
  made,
  voted,
  waiting,
} from '../../support/stories.ts';

const RUNS = [{ runId: 'run', from: 1 }];
const production = 'production';

/** At the gate of production, which wants two approvals. */
const waitingForTwo = waiting.map((event): ReleaseEventBody => {
  if (event.kind !== 'planned') return event;
  const environments = event.plan.environments.map((environment) =>
    environment.gate
      ? { ...environment, gate: { ...environment.gate, approvals: 2 } }
      : environment,
  );
  return { ...event, plan: { ...event.plan, environments } };
});

/** The entries of what happens last, as it is told. */
function lastEntries(count: number, ...happened: readonly ReleaseEventBody[]) {
  return entriesOfHistory(history(...happened), RUNS)
    .slice(-count)
    .map(({ id: _id, atMs: _atMs, ...entry }) => entry);
}

describe('the entries of a history', () => {
  it('A1 A2 are its events in order, each under the id of its run and event', () => {
    const events = history(...begun);
    expect(entriesOfHistory(events, RUNS)).toEqual([
      {
        id: `run/${events[0]?.id}`,
        kind: 'started',
        atMs: events[0]?.atMs,
        by: INPUT.startedBy,
        facts: {
          service: INPUT.service,
          commit: INPUT.commit,
          ref: 'main',
          author: INPUT.author,
          subject: INPUT.subject,
        },
      },
      {
        id: `run/${events[1]?.id}`,
        kind: 'planned',
        atMs: events[1]?.atMs,
        facts: {
          plan: PLAN.digest,
          repository: PLAN.repository,
          environments: PLAN.environments.map(({ name }) => name),
        },
      },
    ]);
  });

  it('keep neither the key that votes are checked by nor the commands of the plan', () => {
    const text = JSON.stringify(entriesOfHistory(history(...begun), RUNS));
    expect(text).not.toContain('voteKey');
    expect(text).not.toContain('"run":');
  });

  it('B2 tell what was built, tested and deployed, and leave out that a step began', () => {
    const entries = entriesOfHistory(history(...made, ...deployed('staging')), RUNS);
    expect(entries.slice(2).map(({ kind }) => kind)).toEqual([
      'step-ended',
      'step-ended',
      'entered',
      'step-ended',
      'step-ended',
    ]);
    expect(entries[2]?.facts).toMatchObject({ type: 'build', artifact: { kind: 'directory' } });
    expect(entries[3]?.facts).toMatchObject({ type: 'test', suite: 'unit', state: 'passed' });
    expect(entries[5]).toMatchObject({ environment: 'staging', facts: { type: 'deploy' } });
  });

  it.each([
    ['counted', [voted()], undefined],
    ['withdrawn', [voted(), voted('withdraw')], undefined],
    ['already-counted', [voted(), voted()], undefined],
    ['refused', [voted('approve', { by: 'dev@example.com' })], 'SELF_APPROVAL'],
  ] as const)('A1 G16 tell of a vote that it was %s', (effect, votes, code) => {
    const [entry] = lastEntries(1, ...waitingForTwo, ...votes);
    expect(entry).toMatchObject({ kind: 'voted', environment: production, facts: { effect } });
    expect(entry?.facts).toHaveProperty('approvalRequest');
    expect(entry?.facts).toEqual(
      code ? expect.objectContaining({ code }) : expect.not.objectContaining({ code }),
    );
  });

  it('tell which approval request votes are about', () => {
    const [first] = lastEntries(1, ...waiting);
    const votesOn = `sha256:${'run-1'.padEnd(64, '0')}`;
    expect(first).toMatchObject({
      kind: 'promotion-decided',
      facts: { votesOn, approvalRequest: { digest: votesOn } },
    });
    const [other] = lastEntries(1, ...waiting, asked('hello-1', 'run-2'));
    expect(other?.facts).toMatchObject({ votesOn: `sha256:${'run-2'.padEnd(64, '0')}` });
  });

  it('A1 tell who intervened and why, and what an unsigned intervention did not do', () => {
    const common = { interventionId: 'i', by: 'cid', atMs: 0, environment: production, runId: 'r' };
    const override = { ...common, kind: 'override', reason: 'it burns', signed: true } as const;
    const entries = lastEntries(
      2,
      ...waiting,
      { kind: 'intervention', intervention: { ...override, signed: false } },
      { kind: 'intervention', intervention: override },
    );
    const entry = { kind: 'intervention', by: 'cid', environment: production, why: 'it burns' };
    const intervention = 'override';
    expect(entries).toEqual([
      { ...entry, facts: { intervention, effect: 'refused', code: 'INTERVENTION_UNSIGNED' } },
      { ...entry, facts: { intervention, effect: 'done' } },
    ]);
  });

  it('A1 tell who cancelled and why', () => {
    const cancel = { kind: 'cancel-requested', by: 'ana', reason: 'typo' } as const;
    expect(lastEntries(1, ...begun, cancel)).toEqual([
      { kind: 'cancel-requested', by: 'ana', why: 'typo' },
    ]);
  });

  it('A1 tell what failed and how it ended', () => {
    const { problem, choices, failedStage } = guidanceRequest;
    const entries = lastEntries(
      2,
      ...waiting,
      ...deployed(production),
      { kind: 'asked', guidanceRequest },
      { kind: 'ended', outcome: 'failed', problem },
    );
    expect(entries).toEqual([
      { kind: 'asked', environment: production, facts: { failedStage, choices, problem } },
      { kind: 'ended', environment: production, facts: { outcome: 'failed', problem } },
    ]);
  });

  it('A2 tell from where another run went on after a Reset, and name it in what follows', () => {
    const events = history(...begun, ...made.slice(begun.length));
    const from = (events[1]?.id ?? 0) + 1;
    const runs = [...RUNS, { runId: 'other', from }];
    const ids = entriesOfHistory(events, runs).map(({ id }) => id);
    expect(ids.slice(0, 4)).toEqual([
      `run/${events[0]?.id}`,
      `run/${events[1]?.id}`,
      'other/reset',
      expect.stringMatching(/^other\/\d+$/),
    ]);
  });
});
