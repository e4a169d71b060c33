import { Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { emptyEnvironment } from '../../../src/domain/environment/environment.ts';
import { bundleWorkflows } from '../../../src/worker/workflow-bundle.ts';
import { environmentId } from '../../../src/temporal/environment-id.ts';
import {
  requestLockUpdate,
  environmentQuery,
  unlockSignal,
  unfreezeUpdate,
} from '../../../src/workflows/shared/messages.ts';
import { TASK_QUEUES } from '../../../src/workflows/shared/task-queues.ts';
import { PLAN, STAGING } from '../../support/plan.ts';
import { newService } from '../../support/planning.ts';
import { start, until } from '../../support/releasing.ts';
import { type Stage, useTemporal } from '../../support/temporal.ts';

const ENVIRONMENT = environmentId('hello', 'staging');
const TICKET = { releaseId: 'a', runId: 'run-a', commit: 'c', heartbeatMs: 60_000 };
const plan = { ...PLAN, environments: [STAGING], heartbeatMs: 60_000 };

describe('environment', () => {
  // A history is short here, so that it is continued while releases wait.
  const { client, withWorker } = useTemporal({
    'limit.historyCount.suggestContinueAsNew': 30,
  });

  const histories = () => client().workflow.list({ query: `WorkflowId = "${ENVIRONMENT}"` });

  /** Releases until a new history has begun, whose first task had nothing to do. */
  async function untilContinuedIdle(stage: Stage): Promise<void> {
    const environment = client().workflow.getHandle(ENVIRONMENT);
    const isContinued = async () => {
      const [first] = (await environment.fetchHistory()).events ?? [];
      return first?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    };
    do await (await start(stage)).result();
    while (!(await isContinued()));
    const hasBegun = async () => ((await environment.fetchHistory()).events ?? []).length >= 4;
    await expect.poll(hasBegun).toBe(true);
  }

  it('E1 passes the lock on and keeps the live release when its history is continued as new', async () => {
    const entered: string[] = [];
    let open = () => {};
    const door = new Promise<void>((resolve) => (open = resolve));
    const deploy = async ({ releaseId }: { releaseId: string }) => {
      entered.push(releaseId);
      await door;
      return { switched: true };
    };
    await withWorker({ planRelease: async () => plan, deploy }, async (stage) => {
      const runs = [await start(stage)];
      await until(stage, runs[0]!, 'deploying');
      for (let i = 0; i < 7; i += 1) {
        const run = await start(stage);
        await until(stage, run, 'queued');
        runs.push(run);
      }
      open();
      await Promise.all(runs.map((run) => run.result()));
      expect(entered).toEqual(runs.map(({ workflowId }) => workflowId));

      const { live, history, holder, queue } = await client()
        .workflow.getHandle(ENVIRONMENT)
        .query(environmentQuery);
      expect(live?.releaseId).toBe(entered.at(-1));
      expect(history).toHaveLength(7);
      expect([holder, queue]).toEqual([undefined, []]);
    });
    const runIds = [];
    for await (const { runId } of histories()) runIds.push(runId);
    expect(runIds.length).toBeGreaterThan(1);
  });

  it('E1 continues after any restart, also when it was continued as new without a worker', async () => {
    const workflowBundle = await bundleWorkflows();
    await withWorker({ planRelease: async () => plan }, async (stage) => {
      await untilContinuedIdle(stage);
      await stage.restartWorker();
      const environment = client().workflow.getHandle(ENVIRONMENT);
      await environment.executeUpdate(requestLockUpdate, { args: [{ ...TICKET, digest: 'd' }] });
      await environment.signal(unlockSignal, { runId: TICKET.runId });
      await environment.query(environmentQuery);
    });
    for await (const { runId } of histories()) {
      const history = await client().workflow.getHandle(ENVIRONMENT, runId).fetchHistory();
      const replayed = Worker.runReplayHistory({ workflowBundle }, history, ENVIRONMENT);
      await expect(replayed).resolves.toBeUndefined();
    }
  });

  it('ignores an invalid signal, and refuses an invalid lock request', async () => {
    await withWorker({ planRelease: async () => plan }, async (stage) => {
      const environment = client().workflow.getHandle(ENVIRONMENT);
      for (const payload of [undefined, 'garbage', {}, { runId: 7 }])
        await environment.signal('leave', payload);
      await expect(environment.executeUpdate('enter', { args: ['garbage'] })).rejects.toThrow(
        'Workflow Update failed',
      );
      const run = await start(stage);
      for (const payload of [undefined, 'garbage', {}]) await run.signal('lockGranted', payload);
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });

  it('E6 R5 counts an unlock once, also when a user has unfrozen it since', async () => {
    await withWorker({ planRelease: async () => plan }, async (stage) => {
      expect(await (await start(stage)).result()).toMatchObject({ outcome: 'succeeded' });
      const environment = client().workflow.getHandle(ENVIRONMENT);
      const entry = await environment.executeUpdate(requestLockUpdate, { args: [TICKET] });
      expect(entry.granted).toBe(true);
      const left = { runId: TICKET.runId, failed: true, freeze: { reason: 'it is mended' } };
      await environment.signal(unlockSignal, left);
      await environment.executeUpdate(unfreezeUpdate, { args: [{ by: 'ann' }] });
      await environment.signal(unlockSignal, left);
      const { freezes, failures } = await environment.query(environmentQuery);
      expect([freezes, failures?.length]).toEqual([[], 1]);
    });
  });
});

describe('an environment whose worker is replaced again and again', () => {
  const { client, withWorker } = useTemporal();

  it('E1 continues after any restart, also when its holder unlocks as a check of it begins', async () => {
    const workflowBundle = await bundleWorkflows();
    const service = newService();
    const environment = await client().workflow.start('environment', {
      workflowId: environmentId(service, 'staging'),
      taskQueue: TASK_QUEUES.environments,
      args: [emptyEnvironment(service, 'staging')],
    });
    const enter = (runId: string) =>
      environment.executeUpdate(requestLockUpdate, { args: [{ ...TICKET, runId, digest: 'd' }] });
    const move = await withWorker({}, async ({ fastForward }) => {
      await enter('run-a');
      await environment.signal(unlockSignal, { runId: 'run-a' });
      await enter('run-b');
      // From a stranger: a task in which nothing is done.
      await environment.signal(unlockSignal, { runId: 'run-x' });
      await environment.query(environmentQuery);
      return fastForward;
    });
    await move(environment.workflowId, 31_000);
    await environment.signal(unlockSignal, { runId: 'run-b' });
    await withWorker({}, async () => {
      await expect
        .poll(async () => (await environment.query(environmentQuery)).holder)
        .toBeUndefined();
    });
    await withWorker({}, async () => expect((await enter('run-c')).granted).toBe(true));
    const history = await environment.fetchHistory();
    const replayed = Worker.runReplayHistory({ workflowBundle }, history, environment.workflowId);
    await expect(replayed).resolves.toBeUndefined();
  });
});
