import { describe, expect, it } from 'vitest';
import { createEnvironmentActions } from '../../../src/temporal/environment-actions.ts';
import { interventionReceiptQuery } from '../../../src/workflows/shared/messages.ts';
import { effects } from '../../support/activities.ts';
import { gated, newService, planned } from '../../support/planning.ts';
import { atGate, intervention, read, type Run, start, until } from '../../support/releasing.ts';
import { type Stage, useTemporal } from '../../support/temporal.ts';

const environment = 'production';
const OVERRIDE = { kind: 'override', environment, reason: 'the site is down' } as const;
const SWITCH = { kind: 'mode', environment, mode: 'approval', reason: 'So it is.' } as const;
const UNASKED = planned(gated({}, { mode: 'automatic' }));

/** An activity that is looked for, and goes on only when an order has been looked at. */
function afterTheIntervention() {
  let look = () => {};
  const looked = new Promise<void>((resolve) => (look = resolve));
  const checkIntervention = async ({ intervention: given }: { intervention: object }) => {
    // Its answer is there before that of what waits for it.
    setTimeout(look, 300);
    return { intervention: { ...given, signed: true } };
  };
  return { looked, checkIntervention };
}

describe('an intervention', () => {
  const { client, withWorker } = useTemporal();

  /** A release that waits for a held environment, while no worker runs. */
  const waiting = () =>
    withWorker(UNASKED, async (stage) => {
      const { fastForward } = stage;
      const service = newService();
      await createEnvironmentActions(stage.client).freeze(service, environment, {
        by: 'ana',
        reason: 'a fair',
      });
      const run = await start(stage, { service });
      await until(stage, run, 'queued');
      return { run, fastForward };
    });

  /** What the release itself says of its last order. */
  const didOf = async (stage: Pick<Stage, 'client'>, run: Run) => {
    const { interventionId } = (await read(stage, run)).interventions?.at(-1)?.intervention ?? {};
    return run.query(interventionReceiptQuery, interventionId ?? '');
  };

  it('G15 G17 is refused once the release has the lock and everything is checked again', async () => {
    const { run } = await waiting();
    await run.signal('lockGranted', { environment });
    const given = intervention({ client: client() }, run, 'zoe', OVERRIDE);
    const { looked, checkIntervention } = afterTheIntervention();
    const recheckBeforeDeploy = async () => {
      await looked;
      return { kind: 'ok' };
    };
    await withWorker({ ...UNASKED, checkIntervention, recheckBeforeDeploy }, async (stage) => {
      expect(await given).toEqual({ kind: 'refused', code: 'NOTHING_TO_ACT_ON' });
      expect(await didOf(stage, run)).toEqual(await given);
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('G17 has an effect until the release has the lock, also when the lock is being granted', async () => {
    const { run, fastForward } = await waiting();
    const given = intervention({ client: client() }, run, 'zoe', SWITCH);
    // It asks again by then.
    await fastForward(run.workflowId, 11 * 60_000, 0);
    const { looked, checkIntervention } = afterTheIntervention();
    const requestLock = async () => {
      await looked;
      return { environment, granted: true, queuedBehind: [], live: null };
    };
    await withWorker({ ...UNASKED, checkIntervention, requestLock }, async (stage) => {
      expect(await given).toEqual({ kind: 'done' });
      await atGate(stage, run);
      expect(stage.calls).toContain('unlock production');
      expect(effects(stage.calls)).not.toContain('deploy production');
      await run.cancel();
    });
  });

  it('G17 has an effect again when the release has unlocked and waits for its window', async () => {
    let isOpen = true;
    const answer = () => ({ environment, open: isOpen, atMs: Date.now() });
    const recheckBeforeDeploy = async () => {
      const found = isOpen ? { kind: 'closed', window: answer() } : { kind: 'ok' };
      isOpen = false;
      return found;
    };
    const checkWindow = async () => answer();
    await withWorker({ ...UNASKED, recheckBeforeDeploy, checkWindow }, async (stage) => {
      const run = await start(stage, { service: newService() });
      await until(stage, run, 'awaiting-window');
      expect(await intervention(stage, run, 'zoe', OVERRIDE)).toEqual({ kind: 'done' });
      expect(await didOf(stage, run)).toEqual({ kind: 'done' });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  const orderLetIn = (id: string) =>
    intervention({ client: client() }, client().workflow.getHandle(id), 'zoe', OVERRIDE);

  it('G15 G17 is refused while the release does not wait to enter', async () => {
    let given: unknown;
    const test = async ({ releaseId }: { releaseId: string }) => {
      given = await orderLetIn(releaseId);
      return { suite: 'unit' };
    };
    await withWorker({ ...planned(gated()), test }, async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      expect(given).toEqual({ kind: 'refused', code: 'NOTHING_TO_ACT_ON' });
      expect(await didOf(stage, run)).toEqual(given);
      await run.cancel();
    });
  });
});
