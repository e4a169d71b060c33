import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import type { EnvironmentPlan } from '../../../src/domain/plan/plan.ts';
import { environmentId } from '../../../src/temporal/environment-id.ts';
import { unlockSignal } from '../../../src/workflows/shared/messages.ts';
import { TASK_QUEUES } from '../../../src/workflows/shared/task-queues.ts';
import { effects } from '../../support/activities.ts';
import { eventually } from '../../support/eventually.ts';
import { failing, guide, NEW, OLD, state, rollBack } from '../../support/mending.ts';
import { newService, open, plannedWith } from '../../support/planning.ts';
import { read, start, until } from '../../support/releasing.ts';
import { useTemporal } from '../../support/temporal.ts';

const FIRST = '1'.repeat(40);

describe('a watch', () => {
  const { withWorker } = useTemporal();
  const check = {
    kind: 'http',
    name: 'healthy',
    path: '/',
    expectStatus: 200,
    retryForMs: 1_000,
    intervalMs: 1_000,
    failureThreshold: 3,
  } as const;
  const watched = (more: object, ...before: EnvironmentPlan[]) =>
    plannedWith({
      environments: [...before, open({ watchMs: 600_000, ...more })],
      pipeline: {
        build: { run: 'true', artifact: 'dist', timeoutMs: 60_000, env: {} },
        test: [],
        verify: [],
        watch: [check],
      },
    });
  const badWatch = async ({ commit }: { commit: string }) =>
    commit === NEW
      ? { finding: 'failed', sentence: 'It turned bad.', checks: [] }
      : { finding: 'passed', sentence: 'All was well.', checks: [] };

  it('V2 rolls a release back that turns bad after its verification', async () => {
    const worker = { ...watched({ onFailure: 'rollback' }), watch: badWatch };
    await withWorker(worker, async (stage) => {
      const service = newService();
      const good = await start(stage, { service, commit: OLD });
      await good.result();
      const bad = await start(stage, { service, commit: NEW });
      expect(await bad.result()).toMatchObject({ outcome: 'rolled-back' });
      expect((await state(stage, service)).live?.releaseId).toBe(good.workflowId);
    });
  });

  it('V2 uses no slot of builds and deployments, because it has a task queue of its own', async () => {
    await withWorker(watched({}), async (stage) => {
      const run = await start(stage, { service: newService() });
      await run.result();
      const { events } = await run.fetchHistory();
      const [watch] = (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: one }) =>
        one?.activityType?.name === 'watch' ? [one] : [],
      );
      expect(watch?.taskQueue?.name).toBe(TASK_QUEUES.watch);
    });
  });

  it('V1 asks a user when it cannot be run, whatever is configured', async () => {
    const worker = { ...watched({ onFailure: 'rollback' }), watch: failing('SECRET_MISSING') };
    await withWorker(worker, async (stage) => {
      const run = await start(stage, { service: newService() });
      const { guidanceRequest } = await until(stage, run, 'awaiting-guidance');
      expect(guidanceRequest).toMatchObject({
        failedStage: 'watch',
        problem: { code: 'SECRET_MISSING' },
      });
      await guide(stage, run, 'ignore');
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('V2 continues after any number of restarts', async () => {
    let restarts = 0;
    const watch = async () => {
      if ((restarts += 1) < 12) throw ApplicationFailure.retryable('The worker stopped.');
      return { finding: 'passed', sentence: 'All was well.', checks: [] };
    };
    await withWorker({ ...watched({}), watch }, async (stage) => {
      const run = await start(stage, { service: newService() });
      await until(stage, run, 'watching');
      await stage.fastForward(run.workflowId, 10 * 60_000, 20);
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      expect(restarts).toBe(12);
    });
  });

  it('V3 rolls nothing back when another release goes live before the rollback', async () => {
    const slow = { deploy: () => {}, watch: () => {} };
    const [mayDeploy, hasFound] = (['deploy', 'watch'] as const).map(
      (name) => new Promise<void>((resolve) => (slow[name] = resolve)),
    );
    const watch = async ({ commit }: { commit: string }) => {
      if (commit === OLD) await hasFound;
      return badWatch({ commit: commit === OLD ? NEW : OLD });
    };
    const deploy = async ({ commit }: { commit: string }) => {
      if (commit === NEW) await mayDeploy;
      return { switched: true };
    };
    const worker = { ...watched({ onFailure: 'rollback' }), watch, deploy };
    await withWorker(worker, async (stage) => {
      const service = newService();
      await (await start(stage, { service, commit: FIRST })).result();
      const older = await start(stage, { service, commit: OLD });
      await until(stage, older, 'watching');
      const newer = await start(stage, { service, commit: NEW });
      await until(stage, newer, 'deploying');
      slow.watch();
      await until(stage, older, 'rolling-back');
      await eventually(
        'the rollback to wait',
        async () => (await state(stage, service)).queue.length > 0,
      );
      slow.deploy();
      expect(await older.result()).toMatchObject({ outcome: 'succeeded' });
      expect(await newer.result()).toMatchObject({ outcome: 'succeeded' });
      expect((await state(stage, service)).live?.releaseId).toBe(newer.workflowId);
    });
  });

  it('R3 ends with the release when a user rolls it back during the watch', async () => {
    const watch = async ({ commit }: { commit: string }) => {
      if (commit !== NEW) return badWatch({ commit });
      const beat = setInterval(() => Context.current().heartbeat(), 100);
      return Context.current().cancelled.finally(() => clearInterval(beat));
    };
    const staging = { ...open({ watchMs: 600_000 }), name: 'staging' };
    const worker = { ...watched({}, staging), watch };
    await withWorker(worker, async (stage) => {
      const service = newService();
      const good = await start(stage, { service, commit: OLD });
      await good.result();
      const bad = await start(stage, { service, commit: NEW });
      await until(stage, bad, 'watching');
      await rollBack(stage, { service, environment: 'staging' }, bad);
      expect(await bad.result()).toMatchObject({ outcome: 'rolled-back' });
      expect((await state(stage, service)).live?.releaseId).toBe(good.workflowId);
    });
  });

  it('V2 watches a release again after its recovery', async () => {
    let deployments = 0;
    const deploy = async () =>
      (deployments += 1) === 1 ? failing('DEPLOY_FAILED')() : { switched: true };
    const worker = { ...watched({ onFailure: 'ask' }), watch: badWatch, deploy };
    await withWorker(worker, async (stage) => {
      const run = await start(stage, { service: newService(), commit: NEW });
      await guide(stage, run, 'retry');
      const { guidanceRequest } = await eventually('another question', async () => {
        const known = await read(stage, run);
        return known.guidanceRequest?.failedStage === 'watch' && known;
      });
      expect(guidanceRequest?.problem.message).toBe('It turned bad.');
      await guide(stage, run, 'ignore');
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('V3 ignores a finding when another release is live, with or without a signal', async () => {
    let found = () => {};
    const finding = new Promise<void>((resolve) => (found = resolve));
    const watch = async () => {
      await finding;
      return { finding: 'failed', sentence: 'It turned bad.', checks: [] };
    };
    const worker = { ...watched({ onFailure: 'rollback' }), watch };
    await withWorker(worker, async (stage) => {
      const service = newService();
      const run = await start(stage, { service, commit: OLD });
      await until(stage, run, 'watching');
      const newer = { releaseId: 'newer', commit: NEW, digest: 'd', verified: true };
      const live = { ...newer, atMs: Date.now() + 1_000 };
      // As a worker that died before it could tell the others.
      const place = stage.client.workflow.getHandle(environmentId(service, 'production'));
      await place.signal(unlockSignal, { runId: 'of-newer', live });
      found();
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      expect(stage.calls).not.toContain('planRollback production');
      expect((await state(stage, service)).live).toEqual(live);
    });
  });

  it('V3 rolls nothing back by the finding about a release that was replaced', async () => {
    let found = () => {};
    const finding = new Promise<void>((resolve) => (found = resolve));
    const watch = async ({ commit }: { commit: string }) => {
      if (commit === OLD) await finding;
      const verdict = commit === OLD ? 'failed' : 'passed';
      return { finding: verdict, sentence: 'It turned bad.', checks: [] };
    };
    const worker = { ...watched({ onFailure: 'rollback' }), watch };
    await withWorker(worker, async (stage) => {
      const service = newService();
      const older = await start(stage, { service, commit: OLD });
      await until(stage, older, 'watching');
      const newer = await start(stage, { service, commit: NEW });
      await newer.result();
      found();
      expect(await older.result()).toMatchObject({ outcome: 'succeeded' });
      expect((await state(stage, service)).live?.releaseId).toBe(newer.workflowId);
      expect(effects(stage.calls).filter((call) => call === 'deploy production')).toHaveLength(2);
    });
  });
});
