import { Connection } from '@temporalio/client';
import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { useStage } from '../support/stage.ts';

describe('the health of a worker', () => {
  const stage = useStage();
  const isTold = async (worker: boolean) => {
    const answer = await fetch(stage.url('/health/ready'));
    return ((await answer.json()) as { worker: boolean }).worker === worker;
  };
  /** Until Temporal has heard of the worker that runs: before, it only polls. */
  async function heartbeat(): Promise<void> {
    const connection = await Connection.connect({ address: stage.temporalAddress() });
    await eventually('a beat of the worker', async () => {
      const list = connection.workflowService.listWorkers({ namespace: 'default', pageSize: 100 });
      const beats = (await list).workersInfo?.map((one) => one.workerHeartbeat) ?? [];
      return beats.some((beat) => beat?.hostInfo?.processId === `${stage.worker().pid}`);
    });
    await connection.close();
  }

  test('is reported within half a minute after it was killed, and soon after another one has started', async () => {
    await heartbeat();
    await eventually('the worker to be seen', () => isTold(true));
    const killedMs = Date.now();
    await stage.worker().kill();
    await eventually('it to be missed', () => isTold(false), { intervalMs: 500 });
    expect(Date.now() - killedMs).toBeLessThan(30_000);
    await stage.startWorker();
    await eventually('the next one to be seen', () => isTold(true), { patienceMs: 10_000 });
  });

  test('is reported at once when the worker stops by itself', async () => {
    await heartbeat();
    const stoppedMs = Date.now();
    await stage.worker().stop();
    await eventually('it to be missed', () => isTold(false), { intervalMs: 100 });
    expect(Date.now() - stoppedMs).toBeLessThan(10_000);
  });
});
