import { describe, expect, it } from 'vitest';
import type { WindowState } from '../../../src/domain/environment/deployment-window.ts';
import { waitingFor } from '../../../src/domain/release/waiting.ts';
import { recheckWaiting } from '../../../src/temporal/recheck-waiting.ts';
import { recheckSignal } from '../../../src/workflows/shared/messages.ts';
import { effects } from '../../support/activities.ts';
import { eventually } from '../../support/eventually.ts';
import { rollBack } from '../../support/mending.ts';
import { STAGING } from '../../support/plan.ts';
import { gated, newService, open, planned } from '../../support/planning.ts';
import { atGate, intervention, read, start, until, vote } from '../../support/releasing.ts';
import { useTemporal } from '../../support/temporal.ts';

const HOUR_MS = 3_600_000;
const OLD = 'a'.repeat(40);
const NEW = 'b'.repeat(40);

/** Windows that say what they are told to say. */
function windowStates(...states: WindowState[]) {
  const asked: WindowState[] = [];
  const checkWindow = async ({ environment }: { environment: string }) => {
    const state = states[Math.min(asked.length, states.length - 1)] as WindowState;
    asked.push(state);
    return { environment, atMs: Date.now(), ...state };
  };
  return { checkWindow, asked };
}

describe('the wait before an environment', () => {
  const { withWorker } = useTemporal();
  const windows = { windows: ['office-hours'] };

  it('W1 W3 lasts while a window is closed, tells why, and ends by itself', async () => {
    const nextOpenMs = Date.now() + 60 * HOUR_MS;
    const closed = { open: false, nextOpenMs, reason: 'office-hours is closed on Sunday.' };
    const { checkWindow } = windowStates(closed, { open: true });
    await withWorker({ ...planned(open(windows)), checkWindow }, async (stage) => {
      const run = await start(stage, { service: newService() });
      const [wait] = waitingFor(await until(stage, run, 'awaiting-window'), Date.now());
      expect(wait).toMatchObject({ kind: 'window', untilMs: nextOpenMs });
      expect(wait?.sentence).toContain('office-hours is closed on Sunday.');
      await stage.fastForward(run.workflowId, 59 * HOUR_MS);
      expect(effects(stage.calls)).not.toContain('deploy production');
      await stage.fastForward(run.workflowId, 2 * HOUR_MS);
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('W4 checks a window again when it was edited', async () => {
    const { checkWindow } = windowStates({ open: false }, { open: true });
    await withWorker({ ...planned(open(windows)), checkWindow }, async (stage) => {
      const run = await start(stage, { service: newService() });
      await until(stage, run, 'awaiting-window');
      await run.signal(recheckSignal, { why: 'window' });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('W4 does not miss a window that opens during its check', async () => {
    let answer = () => {};
    const isEdited = new Promise<void>((resolve) => (answer = resolve));
    const { checkWindow, asked } = windowStates({ open: false }, { open: true });
    const slow = async (place: { environment: string }) => {
      const found = await checkWindow(place);
      await isEdited;
      return found;
    };
    await withWorker({ ...planned(open(windows)), checkWindow: slow }, async (stage) => {
      const service = newService();
      const run = await start(stage, { service });
      await eventually('the look', async () => asked.length > 0);
      await recheckWaiting(stage.client, { service }, 'window');
      answer();
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('W6 for a window takes no time from the gate', async () => {
    const { checkWindow, asked } = windowStates({ open: false }, { open: true });
    const place = gated({ expiresMs: HOUR_MS }, windows);
    await withWorker({ ...planned(place), checkWindow }, async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      await vote(stage, run, 'ben');
      await until(stage, run, 'awaiting-window');
      await stage.fastForward(run.workflowId, 5 * HOUR_MS);
      expect(asked).toHaveLength(1);
      await run.signal(recheckSignal, { why: 'window' });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('W6 for a closed window lets a gate take votes until it expires', async () => {
    const { checkWindow, asked } = windowStates({ open: false }, { open: true });
    const place = gated({ expiresMs: HOUR_MS }, windows);
    await withWorker({ ...planned(place), checkWindow }, async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      await stage.fastForward(run.workflowId, HOUR_MS - 60_000);
      expect(asked).toHaveLength(0);
      expect((await vote(stage, run, 'ben')).effect).toEqual({ kind: 'counted' });
      await until(stage, run, 'awaiting-window');
      await stage.fastForward(run.workflowId, 5 * HOUR_MS);
      await run.signal(recheckSignal, { why: 'window' });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('W6 for a window leaves a gate that asks again its whole time', async () => {
    const { checkWindow } = windowStates({ open: false }, { open: true });
    const found = [{ kind: 'ineligible' }, { kind: 'ok' }];
    const dropped = [[], ['ben'], []];
    const worker = {
      ...planned(gated({ expiresMs: HOUR_MS }, windows)),
      checkWindow,
      recheckBeforeDeploy: async () => found.shift(),
      recheckVoters: async () => ({ ineligible: dropped.shift() ?? [] }),
    };
    await withWorker(worker, async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      await vote(stage, run, 'ben');
      await until(stage, run, 'awaiting-window');
      await stage.fastForward(run.workflowId, 5 * HOUR_MS);
      await run.signal(recheckSignal, { why: 'window' });
      await eventually('the vote to be dropped, or the end', async () => {
        const { gate, outcome } = await read(stage, run);
        return gate?.votes.length === 0 || outcome !== undefined;
      });
      await stage.fastForward(run.workflowId, HOUR_MS - 60_000);
      const atMs = Date.now() + 6 * HOUR_MS - 60_000;
      expect((await vote(stage, run, 'cid', { atMs })).effect).toEqual({ kind: 'counted' });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('W5 E2 begins again when a window closes while the release is queued', async () => {
    const answers = [{ kind: 'closed', window: { open: false } }, { kind: 'ok' }];
    const recheckBeforeDeploy = async () => answers.shift();
    const { checkWindow } = windowStates({ open: true }, { open: false }, { open: true });
    const worker = { ...planned(open(windows)), checkWindow, recheckBeforeDeploy };
    await withWorker(worker, async (stage) => {
      const run = await start(stage, { service: newService() });
      await until(stage, run, 'awaiting-window');
      expect(effects(stage.calls)).not.toContain('deploy production');
      await run.signal(recheckSignal, { why: 'window' });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('G4 ends with another approval when another release is live under the lock', async () => {
    const answers = [{ kind: 'live-changed', live: 'x' }, { kind: 'ok' }];
    const recheckBeforeDeploy = async () => answers.shift();
    await withWorker({ ...planned(gated()), recheckBeforeDeploy }, async (stage) => {
      const run = await start(stage, { service: newService() });
      await atGate(stage, run);
      await vote(stage, run, 'ben');
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      expect(stage.calls.filter((call) => call === 'assessPromotion production')).toHaveLength(2);
    });
  });

  it('E8 for a soak counts from the verification in the environment before', async () => {
    const soaked = open({ soakMs: 10 * HOUR_MS });
    await withWorker(planned(STAGING, soaked), async (stage) => {
      const run = await start(stage, { service: newService() });
      const [wait] = waitingFor(await until(stage, run, 'soaking'), Date.now());
      expect(wait).toMatchObject({ kind: 'soak' });
      await stage.fastForward(run.workflowId, 9 * HOUR_MS);
      expect(effects(stage.calls)).not.toContain('deploy production');
      await stage.fastForward(run.workflowId, HOUR_MS + 60_000);
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('E8 for a soak ends when another release replaces it', async () => {
    const soaked = open({ soakMs: 10 * HOUR_MS });
    await withWorker(planned(STAGING, soaked), async (stage) => {
      const service = newService();
      const older = await start(stage, { service, commit: OLD });
      await until(stage, older, 'soaking');
      const newer = await start(stage, { service, commit: NEW });
      expect(await older.result()).toMatchObject({ outcome: 'superseded', by: newer.workflowId });
      await newer.cancel();
    });
  });

  it('R3 ends with the release when a user rolls it back during its soak', async () => {
    const soaked = open({ soakMs: 10 * HOUR_MS });
    await withWorker(planned(STAGING, soaked), async (stage) => {
      const service = newService();
      const good = await start(stage, { service, commit: OLD });
      await until(stage, good, 'soaking');
      await good.cancel();
      const run = await start(stage, { service, commit: NEW });
      await until(stage, run, 'soaking');
      await rollBack(stage, { service, environment: 'staging' }, run);
      const summary = `Rolled back from staging to ${good.workflowId}.`;
      expect(await run.result()).toEqual({ outcome: 'rolled-back', summary });
    });
  });

  it('G15 is skipped by an override: no soak and no window', async () => {
    const { checkWindow } = windowStates({ open: false });
    const place = open({ soakMs: 10 * HOUR_MS, ...windows });
    await withWorker({ ...planned(STAGING, place), checkWindow }, async (stage) => {
      const run = await start(stage, { service: newService() });
      await until(stage, run, 'soaking');
      const said = { kind: 'override', environment: 'production', reason: 'fire' } as const;
      expect(await intervention(stage, run, 'zoe', said)).toEqual({ kind: 'done' });
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('R7 ends at once when the release is cancelled during a soak or a closed window', async () => {
    const { checkWindow } = windowStates({ open: false });
    await withWorker({ ...planned(open(windows)), checkWindow }, async (stage) => {
      const run = await start(stage, { service: newService() });
      await until(stage, run, 'awaiting-window');
      await run.cancel();
      await eventually('the end', async () => (await read(stage, run)).outcome === 'cancelled');
      expect(effects(stage.calls)).not.toContain('deploy production');
    });
  });
});
