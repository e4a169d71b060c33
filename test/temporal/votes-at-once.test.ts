import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from '@temporalio/worker';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleWorkflows } from '../../src/worker/workflow-bundle.ts';
import { createEngine } from '../../src/temporal/engine.ts';
import { gated, newService, planned } from '../support/planning.ts';
import { atGate, read, type Run, start } from '../support/releasing.ts';
import { useTemporal } from '../support/temporal.ts';

const RELEASES = 5;
const PEOPLE = ['ben', 'cid', 'dan', 'eva', 'fay', 'gus'];

describe('users who vote in the same second', () => {
  const { client, connection, withWorker } = useTemporal();
  let workflowBundle: { code: string };
  beforeAll(async () => {
    workflowBundle = await bundleWorkflows();
  });

  /** A tenth of a second apart in all. */
  async function voteAtOnce(run: Run, approvalRequest: string): Promise<(string | undefined)[]> {
    const engine = createEngine(client(), connection());
    return Promise.all(
      PEOPLE.map(async (by, place) => {
        await pause(place * 17);
        const cast = {
          voteId: by,
          by,
          verdict: 'approve',
          approvalRequest,
          atMs: Date.now(),
        } as const;
        const opened = await engine.open(run.workflowId);
        return (await opened.vote({ ...cast, signature: 'any' }))?.effect.kind;
      }),
    );
  }

  it('G10 G2 all get receipts for their votes, and the release can be replayed', async () => {
    const takesLong = (kept: object) => async () => {
      await pause(40);
      return kept;
    };
    const worker = {
      ...planned(gated()),
      supersedeOlder: takesLong({ superseded: [] }),
    };
    await withWorker(worker, async (stage) => {
      const runs = await Promise.all(
        Array.from({ length: RELEASES }, () => start(stage, { service: newService() })),
      );
      for (const run of runs) {
        const { gate } = await atGate(stage, run);
        const answers = await voteAtOnce(run, gate?.approvalRequest.digest ?? '');
        await run.result();
        const { votes } = await read(stage, run);
        expect(votes.filter(({ counted }) => counted)).toHaveLength(1);
        expect(votes).toHaveLength(PEOPLE.length);
        // Who is not told in time is told that the vote is kept.
        const told = PEOPLE.filter((_, place) => answers[place] === 'counted');
        expect(votes.filter(({ counted, by }) => counted && told.includes(by))).toEqual(
          votes.filter(({ by }) => told.includes(by)),
        );
        const history = await run.fetchHistory();
        const replayed = Worker.runReplayHistory({ workflowBundle }, history, run.workflowId);
        await expect(replayed).resolves.toBeUndefined();
      }
    });
  });
});
