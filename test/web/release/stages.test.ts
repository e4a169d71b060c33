import { describe, expect, it } from 'vitest';
import type { ReleaseEvent } from '../../../src/domain/release/event.ts';
import type { Release } from '../../../src/client/responses.ts';
import { stagesOf } from '../../../src/web/release/stages.ts';
import { answer, appWith, AT_GATE, by } from '../../support/api.ts';
import { INPUT } from '../../support/plan.ts';
import { workOf } from '../../support/step-work.ts';

async function stages(...more: readonly ReleaseEvent[]) {
  const app = appWith({ history: async () => [...AT_GATE.slice(0, 3), ...more] });
  const { body } = await answer(app.request(`/releases/${INPUT.id}`, by('eve')));
  return stagesOf(body as Release);
}
const states = async (...more: readonly ReleaseEvent[]) =>
  (await stages(...more)).map(({ name, state }) => `${name} ${state}`);

const ended = (
  step: string,
  state: 'passed' | 'failed' | 'cancelled',
  atMs: number,
): ReleaseEvent => ({
  id: atMs,
  atMs,
  kind: 'step-ended',
  step,
  ...workOf(step),
  state,
  attempt: 1,
});
const began = (step: string, atMs: number, environment?: string): ReleaseEvent => ({
  id: atMs,
  atMs,
  kind: 'step-queued',
  activityId: '1',
  type: 'deploy',
  step,
  ...(environment !== undefined && { environment }),
});
const over = (outcome: 'succeeded' | 'failed' | 'rejected', atMs: number): ReleaseEvent => ({
  id: atMs,
  atMs,
  kind: 'ended',
  outcome,
});
const BUILT = ended('build', 'passed', 4_000);
const GATE = { ...(AT_GATE[3] as ReleaseEvent<'promotion-decided'>), id: 5_000, atMs: 5_000 };

describe('the stages of a release', () => {
  it('are known before they begin', async () => {
    expect(await states()).toEqual([
      'build running',
      'test pending',
      'staging pending',
      'production pending',
    ]);
  });

  it('say where it failed, and what is not reached any more', async () => {
    expect(await states(ended('build', 'failed', 4_000), over('failed', 4_100))).toEqual([
      'build failed',
      'test skipped',
      'staging skipped',
      'production skipped',
    ]);
  });

  it('say where it was stopped without a failure', async () => {
    expect((await states(BUILT, GATE, over('rejected', 9_000))).at(-1)).toBe('production stopped');
  });

  it('have all passed when it has succeeded', async () => {
    const all = await states(
      BUILT,
      began('deploy-production', 6_000, 'production'),
      ended('deploy-production', 'passed', 7_000),
      over('succeeded', 8_000),
    );
    expect(all.filter((one) => !one.endsWith('passed'))).toEqual([]);
  });

  it('have their steps and waits in the order in which they began, each with how long', async () => {
    const entered: ReleaseEvent = {
      id: 65_000,
      atMs: 65_000,
      kind: 'entered',
      environment: 'production',
    };
    const all = await stages(
      BUILT,
      GATE,
      entered,
      began('deploy-production', 66_000, 'production'),
    );
    const production = all.at(-1);
    expect(production).toMatchObject({
      mode: 'approval',
      state: 'running',
      rows: [
        { kind: 'wait', phase: 'awaiting-approval', ms: 60_000 },
        { kind: 'step', title: 'deploy' },
      ],
    });
  });

  it('have the wait that goes on as the last', async () => {
    const production = (await stages(BUILT, GATE)).at(-1);
    expect(production?.state).toBe('waiting');
    expect(production?.rows).toEqual([
      { kind: 'wait', phase: 'awaiting-approval', since: '1970-01-01T00:00:05.000Z' },
    ]);
  });

  it('have a wait to be built where it is built', async () => {
    const queued: ReleaseEvent = {
      id: 2_500,
      atMs: 2_500,
      kind: 'queued',
      queuedBehind: ['hello-1'],
    };
    const app = appWith({ history: async () => [...AT_GATE.slice(0, 2), queued] });
    const { body } = await answer(app.request(`/releases/${INPUT.id}`, by('eve')));
    expect(stagesOf(body as Release)[0]).toMatchObject({
      name: 'build',
      state: 'waiting',
      rows: [{ phase: 'queued' }],
    });
  });
});
