import { describe, expect, it } from 'vitest';
import type { EnvironmentPlan } from '../../../src/domain/plan/plan.ts';
import { createEnvironmentActions } from '../../../src/temporal/environment-actions.ts';
import { effects } from '../../support/activities.ts';
import { NEW, OLD, rollBack } from '../../support/mending.ts';
import { STAGING } from '../../support/plan.ts';
import { gated, newService, planned } from '../../support/planning.ts';
import { atGate, read, type Run, start, until, vote } from '../../support/releasing.ts';
import { type RestartableStage, useTemporal } from '../../support/temporal.ts';

const HOUR_MS = 3_600_000;
const environment = 'production';
const CLOSED = async () => ({ environment, atMs: Date.now(), open: false, reason: 'a fair' });

/** What a release waits for that was approved; as it waits in the queue for who holds production. */
interface Waits {
  readonly production: EnvironmentPlan;
  readonly worker?: object;
  readonly vote?: { readonly deployAfterMs: number };
  readonly isHeld?: boolean;
  readonly phase: 'scheduled' | 'awaiting-window' | 'soaking' | 'queued';
}

describe('a release that is rolled back in staging', () => {
  const { withWorker } = useTemporal();

  /** One that is good in staging, and a newer one that waits to enter production. */
  async function twoReleases(stage: RestartableStage, service: string) {
    const good = await start(stage, { service, commit: OLD });
    await atGate(stage, good);
    const bad = await start(stage, { service, commit: NEW });
    await atGate(stage, bad);
    return { good, bad };
  }

  async function expectRolledBack(stage: RestartableStage, run: Run, to: Run): Promise<void> {
    expect(await run.result()).toEqual({
      outcome: 'rolled-back',
      summary: `Rolled back from staging to ${to.workflowId}.`,
    });
    expect(await read(stage, run)).toMatchObject({ phase: 'done', outcome: 'rolled-back' });
  }

  it('E11 waits for no approval any more, and ends at once', async () => {
    await withWorker(planned(STAGING, gated()), async (stage) => {
      const service = newService();
      const { good, bad } = await twoReleases(stage, service);
      const back = await rollBack(stage, { service, environment: 'staging' }, bad);
      expect(await back.result()).toMatchObject({ kind: 'rolled-back', to: good.workflowId });
      await expectRolledBack(stage, bad, good);
      // The one that is live there again rests on it as before.
      await vote(stage, good, 'ben');
      expect(await good.result()).toMatchObject({ outcome: 'succeeded' });
      expect(effects(stage.calls).filter((call) => call === 'deploy production')).toHaveLength(1);
    });
  });

  it.each<[string, Waits]>([
    [
      'it waits for the instant that its approvers wanted',
      {
        production: gated(),
        vote: { deployAfterMs: Date.now() + HOUR_MS },
        phase: 'scheduled',
      },
    ],
    [
      'it waits for a window',
      {
        production: gated({}, { windows: ['office-hours'] }),
        worker: { checkWindow: CLOSED },
        phase: 'awaiting-window',
      },
    ],
    ['it soaks', { production: gated({}, { soakMs: HOUR_MS }), phase: 'soaking' }],
    ['it waits in the queue', { production: gated(), isHeld: true, phase: 'queued' }],
  ])('E11 is not deployed to production, though it was approved, while %s', async (_, waits) => {
    const worker = { ...planned(STAGING, waits.production), ...waits.worker };
    await withWorker(worker, async (stage) => {
      const service = newService();
      const { good, bad } = await twoReleases(stage, service);
      const freeze = { by: 'ana', reason: 'a fair' };
      if (waits.isHeld)
        await createEnvironmentActions(stage.client).freeze(service, environment, freeze);
      await vote(stage, bad, 'ben', waits.vote);
      await until(stage, bad, waits.phase);
      const back = await rollBack(stage, { service, environment: 'staging' }, bad);
      await back.result();
      await expectRolledBack(stage, bad, good);
      expect(effects(stage.calls)).not.toContain('deploy production');
      await good.cancel();
    });
  });

  it('E8 differs from one that was replaced there, which continues unless it soaks', async () => {
    await withWorker(planned(STAGING, gated()), async (stage) => {
      const service = newService();
      const { good: replaced, bad: newer } = await twoReleases(stage, service);
      await vote(stage, replaced, 'ben');
      expect(await replaced.result()).toMatchObject({ outcome: 'succeeded' });
      await newer.cancel();
    });
  });
});
