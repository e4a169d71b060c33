import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../../src/worker/workflow-bundle.ts';
import { approvalSignal, lockGrantedSignal } from '../../../src/workflows/shared/messages.ts';
import { gated, newService, planned } from '../../support/planning.ts';
import { atGate, read, type Run, start, until, vote } from '../../support/releasing.ts';
import { useTemporal } from '../../support/temporal.ts';

const LATE = ['cid', 'dan', 'eva'];

/** Production is another's at first; when it is not, the last look ends while a late vote is checked. */
function worker() {
  let times = 0;
  return {
    ...planned(gated()),
    checkVote: async ({ vote: cast }: { vote: object }) => {
      await pause(40);
      return { vote: { ...cast, signed: true } };
    },
    requestLock: async () => {
      times += 1;
      return { granted: times > 1, queuedBehind: ['another'] };
    },
    recheckBeforeDeploy: async () => {
      await pause(100);
      return { kind: 'ok' };
    },
    unlock: async () => ({ left: true }),
  };
}

describe('a release with many local activities at once', () => {
  const { withWorker } = useTemporal();
  let workflowBundle: { code: string };
  beforeAll(async () => {
    workflowBundle = await bundleWorkflows();
  });

  /** While no worker is up, so that it all comes in one task. */
  async function sendAll(run: Run): Promise<void> {
    await run.signal(lockGrantedSignal, { environment: 'production', live: null });
    const late = {
      verdict: 'approve',
      approvalRequest: 'any',
      atMs: Date.now(),
      signature: 'any',
    } as const;
    for (const by of LATE) await run.signal(approvalSignal, { ...late, voteId: by, by });
  }

  it('G2 continues in the same way on every worker that takes over', async () => {
    const work = worker();
    const run = await withWorker(work, async (stage) => {
      const queued = await start(stage, { service: newService() });
      await atGate(stage, queued);
      await vote(stage, queued, 'ben');
      await until(stage, queued, 'queued');
      return queued;
    });
    await sendAll(run);
    await withWorker(work, async (stage) => {
      await run.result();
      expect((await read(stage, run)).votes.map(({ by }) => by)).toEqual(['ben', ...LATE]);
    });
    const history = await run.fetchHistory();
    const replayed = Worker.runReplayHistory({ workflowBundle }, history, run.workflowId);
    await expect(replayed).resolves.toBeUndefined();
  });
});
