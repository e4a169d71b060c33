import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Phase } from '../../src/domain/release/release.ts';
import { createEngine } from '../../src/temporal/engine.ts';
import { eventually } from '../support/eventually.ts';
import { INPUT, PLAN, PRODUCTION, STAGING } from '../support/plan.ts';
import { useTemporal } from '../support/temporal.ts';

describe('the counts of releases', () => {
  const { client, connection, withWorker } = useTemporal();
  const engine = () => createEngine(client(), connection());
  const { commit: _, author: __, subject: ___, pipeline: ____, digest: _____, ...kept } = PLAN;
  const services = [{ ...kept, environments: [STAGING, PRODUCTION], branches: [] }];
  const start = async () => {
    const { id } = await engine().start({
      service: 'hello',
      commit: randomBytes(20).toString('hex'),
      author: INPUT.author,
      subject: 'Say hello',
      startedBy: 'ana',
      voteKey: '',
      mode: 'approval',
      notifies: false,
      urlOf: (of) => `http://api/releases/${of}`,
    });
    return client().workflow.getHandle(id);
  };

  it('have the running, waiting and ended releases, and the longest wait', async () => {
    const nobody = await engine().countReleases(services);
    expect(nobody.oldestWaitMs).toEqual({});
    expect(nobody.running['awaiting-approval']).toBe(0);
    expect(nobody.queues).toEqual([
      { service: 'hello', environment: 'staging', length: 0 },
      { service: 'hello', environment: 'production', length: 0 },
    ]);

    const gated = { ...PLAN, environments: [PRODUCTION] };
    await withWorker({ planRelease: async () => gated }, async () => {
      const first = await start();
      await eventually('the first to wait', async () => {
        const { running } = await engine().countReleases(services);
        return running['awaiting-approval'] === 1;
      });
      const sinceMs = Date.now();
      const second = await start();
      const counts = await eventually('both to wait', async () => {
        const found = await engine().countReleases(services);
        return found.running['awaiting-approval'] === 2 && found;
      });
      expect(counts.oldestWaitMs.approval).toBeGreaterThanOrEqual(1_000);
      expect(counts.oldestWaitMs.approval).toBeLessThan(Date.now() - sinceMs + 30_000);

      const waiting = async (...phases: Phase[]) => {
        const { releases } = await engine().list({ phases, limit: 10 });
        return releases.map(({ id }) => id);
      };
      const asking = await waiting('awaiting-approval', 'awaiting-guidance');
      expect(asking).toEqual([second.workflowId, first.workflowId]);
      expect(await waiting('awaiting-guidance')).toEqual([]);

      await first.cancel();
      await second.cancel();
      await eventually('both to have ended', async () => {
        const { ended, running } = await engine().countReleases(services);
        return ended.cancelled === 2 && running['awaiting-approval'] === 0;
      });
      expect(await waiting('awaiting-approval')).toEqual([]);
    });
  });

  it('have the queue of each environment', async () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const plan = { ...PLAN, environments: [STAGING] };
    const deploy = async () => {
      await held;
      return { switched: true };
    };
    await withWorker({ planRelease: async () => plan, deploy }, async () => {
      const runs = [await start(), await start(), await start()];
      const { queues } = await eventually('two to queue', async () => {
        const counts = await engine().countReleases(services);
        return counts.running['queued'] === 2 && counts;
      });
      expect(queues).toContainEqual({ service: 'hello', environment: 'staging', length: 2 });
      expect(queues).toContainEqual({ service: 'hello', environment: 'production', length: 0 });
      letGo();
      await Promise.all(runs.map((run) => run.result()));
    });
  });
});
