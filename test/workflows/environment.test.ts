import { describe, expect, it } from 'vitest';
import { environmentId } from '../../src/temporal/environment-lock.ts';
import { environmentQuery } from '../../src/workflows/messages.ts';
import { PLAN, STAGING } from '../support/plan.ts';
import { start, until } from '../support/releasing.ts';
import { useTemporal } from '../support/temporal.ts';

const ENVIRONMENT = environmentId('hello', 'staging');
const plan = { ...PLAN, environments: [STAGING], heartbeatMs: 60_000 };

describe('environment', () => {
  // A history is short here, so that it is continued while releases wait.
  const { client, withWorker } = useTemporal({
    'limit.historyCount.suggestContinueAsNew': 30,
  });

  it('E1 hands the lock on, and knows what is live, across continued histories', async () => {
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
        await until(stage, run, 'awaiting-lock');
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
    const histories = [];
    for await (const { runId } of client().workflow.list({
      query: `WorkflowId = "${ENVIRONMENT}"`,
    }))
      histories.push(runId);
    expect(histories.length).toBeGreaterThan(1);
  });

  it('takes no notice of a message that is none, and refuses a ticket that is none', async () => {
    await withWorker({ planRelease: async () => plan }, async (stage) => {
      const environment = client().workflow.getHandle(ENVIRONMENT);
      for (const payload of [undefined, 'garbage', {}, { runId: 7 }])
        await environment.signal('leave', payload);
      await expect(environment.executeUpdate('enter', { args: ['garbage'] })).rejects.toThrow(
        'Workflow Update failed',
      );
      const run = await start(stage);
      for (const payload of [undefined, 'garbage', {}]) await run.signal('granted', payload);
      expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
    });
  });
});
