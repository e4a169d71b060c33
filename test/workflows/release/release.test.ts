import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/client';
import { describe, expect, it, vi } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { effects } from '../../support/activities.ts';
import { PLAN, STAGING } from '../../support/plan.ts';
import { atGate, read, start, until } from '../../support/releasing.ts';
import { useTemporal } from '../../support/temporal.ts';

const CONTINUOUS: Plan = {
  ...PLAN,
  environments: [STAGING, { ...STAGING, name: 'production' }],
};

/** A fake that stands still gives no sign of life: no clock may take it for dead. */
const PATIENT: Plan = { ...CONTINUOUS, heartbeatMs: 3_600_000 };

describe('release', () => {
  const { withWorker } = useTemporal();
  const planned = (plan: Plan) => ({ planRelease: async () => plan });

  it('goes to production without approval in Continuous Deployment', async () => {
    await withWorker(planned(CONTINUOUS), async (stage) => {
      const run = await start(stage);
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      expect(effects(stage.calls)).toEqual([
        'build',
        'test unit',
        'deploy staging',
        'verify staging',
        'deploy production',
        'verify production',
      ]);
      expect(await read(stage, run)).toMatchObject({ phase: 'done', outcome: 'succeeded' });
    });
  });

  it('E7 enters environments in the order written, each after the verification of the one before', async () => {
    const plan = {
      ...CONTINUOUS,
      environments: ['a', 'b', 'c'].map((name) => ({ ...STAGING, name })),
    };
    await withWorker(planned(plan), async (stage) => {
      await (await start(stage)).result();
      expect(effects(stage.calls).slice(2)).toEqual([
        'deploy a',
        'verify a',
        'deploy b',
        'verify b',
        'deploy c',
        'verify c',
      ]);
    });
  });

  it.each([
    ['build', 'BUILD_FAILED', ['build']],
    ['test', 'TESTS_FAILED', ['build', 'test unit']],
    ['deploy', 'ACTIVATION_FAILED', ['build', 'test unit', 'deploy staging']],
    ['verify', 'VERIFICATION_FAILED', ['build', 'test unit', 'deploy staging', 'verify staging']],
  ])('ends when %s fails, with the error code', async (name, code, expected) => {
    const fail = async () => {
      throw ApplicationFailure.nonRetryable('it went wrong', code);
    };
    await withWorker({ [name]: fail }, async (stage) => {
      const run = await start(stage);
      await expect(run.result()).rejects.toMatchObject({
        cause: { type: code, message: 'it went wrong' },
      });
      expect(effects(stage.calls)).toEqual(expected);
      expect(await read(stage, run)).toMatchObject({ outcome: 'failed', problem: { code } });
    });
  });

  it('E3 unlocks the environment when its deployment fails', async () => {
    const fail = async () => {
      throw ApplicationFailure.nonRetryable('it went wrong', 'DEPLOY_FAILED');
    };
    await withWorker({ ...planned(CONTINUOUS), deploy: fail }, async (stage) => {
      const run = await start(stage);
      await expect(run.result()).rejects.toThrow('Workflow execution');
    });
    await withWorker(planned(CONTINUOUS), async (stage) => {
      expect(await (await start(stage)).result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('R7 ends at once when it is cancelled while it waits for approval', async () => {
    await withWorker({}, async (stage) => {
      const run = await start(stage);
      await atGate(stage, run);
      await run.cancel();
      await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
      expect(await read(stage, run)).toMatchObject({ outcome: 'cancelled' });
    });
  });

  it('R7 ends without a build when it is cancelled while its plan is read', async () => {
    const planRelease = () => Context.current().cancelled;
    await withWorker({ planRelease }, async (stage) => {
      const run = await start(stage);
      await vi.waitUntil(() => stage.calls.includes('planRelease'), 20_000);
      await run.cancel();
      await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
      expect(effects(stage.calls)).toEqual([]);
      expect(await read(stage, run)).toMatchObject({ outcome: 'cancelled' });
    });
  });

  it('R7 ends after the build has stopped when it is cancelled during the build', async () => {
    const stopped: string[] = [];
    const build = async () => untilCancelled(() => stopped.push('build'));
    await withWorker({ build }, async (stage) => {
      const run = await start(stage);
      await vi.waitUntil(() => stage.calls.includes('build'), 20_000);
      await run.cancel();
      await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
      expect(stopped).toEqual(['build']);
      expect(effects(stage.calls)).toEqual(['build']);
    });
  });

  it('R7 finishes a deployment during which it is cancelled, and then ends', async () => {
    let cancelled = () => {};
    const cancelling = new Promise<void>((resolve) => (cancelled = resolve));
    const deploy = async () => {
      await cancelling;
      return { switched: true };
    };
    await withWorker({ ...planned(PATIENT), deploy }, async (stage) => {
      const run = await start(stage);
      await vi.waitUntil(() => stage.calls.includes('deploy staging'), 20_000);
      await run.cancel();
      cancelled();
      await expect(run.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
      expect(effects(stage.calls).slice(-2)).toEqual(['deploy staging', 'verify staging']);
    });
  });

  it('E1 deploys alone, in the order in which releases became ready', async () => {
    const inside: string[] = [];
    const order: string[] = [];
    let most = 0;
    let open = () => {};
    const door = new Promise<void>((resolve) => (open = resolve));
    const deploy = async ({ releaseId }: { releaseId: string }) => {
      inside.push(releaseId);
      order.push(releaseId);
      most = Math.max(most, inside.length);
      await door;
      return { switched: true };
    };
    const verify = async ({ releaseId }: { releaseId: string }) => {
      inside.splice(inside.indexOf(releaseId), 1);
      return { verdict: 'passed' };
    };
    const plan = { ...PATIENT, environments: [STAGING] };
    await withWorker({ ...planned(plan), deploy, verify }, async (stage) => {
      const first = await start(stage);
      await vi.waitUntil(() => inside.length === 1, 20_000);
      const others = [];
      for (const _ of [1, 2]) {
        const run = await start(stage);
        await until(stage, run, 'queued');
        others.push(run);
      }
      expect((await read(stage, others[1]!)).queuedBehind).toEqual([
        first.workflowId,
        others[0]!.workflowId,
      ]);
      open();
      await Promise.all([first, ...others].map((run) => run.result()));
      expect(most).toBe(1);
      expect(order).toEqual([first, ...others].map((run) => run.workflowId));
    });
  });

  it('E3 gets the lock of a holder that was terminated', async () => {
    const held: string[] = [];
    const deploy = async ({ releaseId }: { releaseId: string }) => {
      held.push(releaseId);
      if (held.length === 1) await untilCancelled(() => {}).catch(() => {});
      return { switched: true };
    };
    const plan = { ...CONTINUOUS, environments: [{ ...STAGING, name: 'crowded' }] };
    await withWorker({ ...planned(plan), deploy }, async (stage) => {
      const first = await start(stage);
      await vi.waitUntil(() => held.length === 1, 20_000);
      const second = await start(stage);
      await until(stage, second, 'queued');
      await first.terminate('gone');
      await stage.fastForward('environment/hello/crowded', 60_000);
      expect(await second.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });
});

/** Works until it is cancelled, as a long step does. */
async function untilCancelled(stopped: () => void): Promise<never> {
  const context = Context.current();
  const heartbeat = setInterval(() => context.heartbeat(), 50);
  return context.cancelled.finally(() => {
    clearInterval(heartbeat);
    stopped();
  });
}
