import { describe, expect, it } from 'vitest';
import { gated, newService, open, planned } from '../../support/planning.ts';
import { atGate, start, until, vote } from '../../support/releasing.ts';
import { useTemporal } from '../../support/temporal.ts';

/** Fewer than releases that ask in vain. */
const SLOTS = { workflows: 2 };

describe('environments that no worker serves', () => {
  const { withWorker } = useTemporal();

  it('G1 G2 B7 delay no vote on another release, and grant their locks when a worker is back', async () => {
    await withWorker(
      planned(gated()),
      async (stage) => {
        const asking = await Promise.all(
          Array.from({ length: 6 }, () => start(stage, { service: newService() })),
        );
        for (const run of asking) await atGate(stage, run);
        const [other, ...approved] = asking;
        if (!other) throw new Error('There is none.');
        await stage.withoutEnvironments(async () => {
          for (const run of approved)
            expect(await vote(stage, run, 'ben')).toMatchObject({ effect: { kind: 'counted' } });
          // All of them ask their environments in vain, again and again.
          const said = { verdict: 'reject', comment: 'Not today.' };
          expect(await vote(stage, other, 'ben', said)).toMatchObject({
            effect: { kind: 'counted' },
          });
          expect(await other.result()).toMatchObject({ outcome: 'rejected' });
        });
        for (const run of approved)
          expect(await run.result()).toMatchObject({ outcome: 'succeeded' });
      },
      SLOTS,
    );
  });

  it('R7 do not delay the cancellation of a release that requests a lock', async () => {
    await withWorker(
      planned(open()),
      async (stage) => {
        const run = await stage.withoutEnvironments(async () => {
          const asking = await start(stage, { service: newService() });
          await expect.poll(() => stage.calls).toContain('requestLock production');
          await asking.cancel();
          await until(stage, asking, 'done');
          return asking;
        });
        await expect(run.result()).rejects.toThrow('cancelled');
      },
      SLOTS,
    );
  });
});
