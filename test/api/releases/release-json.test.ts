import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/release/event.ts';
import type { CheckedIntervention } from '../../../src/domain/release/intervention.ts';
import { answer, appWith, AT_GATE, by, GATE_MANIFEST, STORY } from '../../support/api.ts';
import { INPUT, PLAN, STAGING } from '../../support/plan.ts';

const environment = 'production';

/** What is shown of a release at its gate to which this happened. */
const read = async (...events: readonly ReleaseEvent[]) => {
  const history = async () => [...AT_GATE, ...events];
  return (await answer(appWith({ history }).request(`/releases/${INPUT.id}`, by('eve')))).body;
};

describe('GET /releases/{id}', () => {
  it('A4 a release awaiting approval has a waiting gate and no outcome', async () => {
    const body = await read();
    expect(body).toMatchObject({
      phase: 'awaiting-approval',
      gate: { kind: 'waiting', missing: 1 },
      waitingFor: [{ kind: 'approval' }],
    });
    expect(body).not.toHaveProperty('outcome');
  });
  it('R4 a release shows the mode of each environment, its reason and the rollback release', async () => {
    const approached = AT_GATE.at(-1) as ReleaseEvent<'promotion-decided'>;
    const decided = { reason: 'it is a migration', rollbackTo: 'hello-1' };
    const body = await read({ ...approached, ...decided, id: 21 });
    expect(body.environments).toEqual([
      { name: 'staging', mode: 'automatic' },
      { name: environment, mode: 'approval' },
    ]);
    expect(body).not.toHaveProperty('mode');
    expect(body.promotions).toEqual([{ environment, mode: 'approval', ...decided }]);
    expect((await read()).promotions).toEqual([{ environment, mode: 'approval' }]);
  });
  it('a planned mode is shown with its reason before the environment is reached', async () => {
    const planned = STORY.map((event): ReleaseEvent =>
      event.kind === 'planned'
        ? { ...event, plan: { ...PLAN, environments: [{ ...STAGING, reason: 'words only' }] } }
        : event,
    );
    const { body } = await answer(
      appWith({ history: async () => planned }).request(`/releases/${INPUT.id}`, by('eve')),
    );
    expect(body.environments).toEqual([
      { name: 'staging', mode: 'automatic', reason: 'words only' },
    ]);
  });
  it('G14 shows a scheduled approval and its time', async () => {
    const vote = {
      voteId: 'v',
      by: 'ben',
      verdict: 'approve',
      approvalRequest: GATE_MANIFEST,
      deployAfterMs: 60_000,
      atMs: 5_000,
      signed: true,
    } as const;
    const deployAfter = '1970-01-01T00:01:00.000Z';
    expect(await read({ id: 30, atMs: 5_000, kind: 'voted', vote })).toMatchObject({
      phase: 'scheduled',
      gate: { kind: 'approved', by: ['ben'], deployAfter },
      votes: [{ by: 'ben', verdict: 'approve', deployAfter, counted: true }],
      waitingFor: [{ kind: 'schedule', until: deployAfter }],
    });
  });
  it('G16 a vote with an invalid time does not break reading', async () => {
    const vote = {
      voteId: 'v',
      by: 'eve',
      verdict: 'approve',
      approvalRequest: GATE_MANIFEST,
      deployAfterMs: 1e300,
      atMs: 5_000,
      signed: false,
    } as const;
    const { votes } = await read({ id: 30, atMs: 5_000, kind: 'voted', vote });
    expect(votes).toMatchObject([{ counted: false, refused: 'VOTE_UNSIGNED' }]);
  });
  it('W3 shows why the window is closed and when it opens', async () => {
    const window = { open: false, nextOpenMs: 60_000, reason: 'It is Sunday.' };
    const shown = { open: false, nextOpen: '1970-01-01T00:01:00.000Z', reason: 'It is Sunday.' };
    const closed = { id: 30, atMs: 5_000, kind: 'window', environment, window } as const;
    const body = await read(closed);
    expect([body.phase, body.window]).toEqual(['awaiting-window', shown]);
    const entered = { id: 31, atMs: 60_000, kind: 'entered', environment } as const;
    expect(await read(closed, entered)).not.toHaveProperty('window');
  });
  it('G15 shows every override forever with its author and reason, also a refused one', async () => {
    const intervention = (name: string, signed: boolean): ReleaseEvent => {
      const given: CheckedIntervention = {
        kind: 'override',
        interventionId: name,
        by: name,
        atMs: 5_000,
        environment,
        runId: 'run-1',
        reason: 'The shop is down.',
        signed,
      };
      return { id: 30, atMs: 5_000, kind: 'intervention', intervention: given };
    };
    const about = {
      kind: 'override',
      environment,
      at: '1970-01-01T00:00:05.000Z',
      reason: 'The shop is down.',
    };
    const end = { id: 40, atMs: 9_000, kind: 'ended', outcome: 'succeeded' } as const;
    expect(
      (await read(intervention('mallory', false), intervention('olga', true), end)).interventions,
    ).toEqual([
      { ...about, by: 'mallory', refused: 'INTERVENTION_UNSIGNED' },
      { ...about, by: 'olga' },
    ]);
  });
  it('R5 shows the guidance request and its choices until a response', async () => {
    const guidanceRequest = {
      id: 'q-1',
      environment,
      failedStage: 'verify',
      choices: ['retry', 'ignore', 'fail'],
      problem: { code: 'VERIFICATION_FAILED', message: 'It responded 500.' },
      isUnknown: false,
      askedAtMs: 6_000,
    } as const;
    const asked = { id: 30, atMs: 6_000, kind: 'asked', guidanceRequest } as const;
    const body = await read(asked);
    expect(body).toMatchObject({
      phase: 'awaiting-guidance',
      waitingFor: [{ kind: 'guidance', canAct: { role: 'operate' } }],
      guidanceRequest: {
        id: 'q-1',
        choices: ['retry', 'ignore', 'fail'],
        problem: { code: 'VERIFICATION_FAILED', next: expect.any(String) },
        askedAt: '1970-01-01T00:00:06.000Z',
      },
    });
    const intervention: CheckedIntervention = {
      kind: 'guidance',
      interventionId: 'o',
      by: 'ana',
      atMs: 7_000,
      environment,
      runId: 'run-1',
      guidanceRequest: 'q-1',
      choice: 'ignore',
      signed: true,
    };
    const answered = await read(asked, { id: 31, atMs: 7_000, kind: 'intervention', intervention });
    expect(answered).not.toHaveProperty('guidanceRequest');
    expect(answered.interventions).toMatchObject([
      { kind: 'guidance', choice: 'ignore', by: 'ana' },
    ]);
  });
  it('E5 names the superseding release', async () => {
    const end = { id: 30, atMs: 9_000, kind: 'ended', outcome: 'superseded', by: 'x' } as const;
    expect(await read(end)).toMatchObject({ outcome: 'superseded', supersededBy: 'x' });
  });
});
