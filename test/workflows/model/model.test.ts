import fc from 'fast-check';
import { describe, it } from 'vitest';
import { useTemporal } from '../../support/temporal.ts';
import { COMMANDS } from './commands.ts';
import { openService, type Service } from './service.ts';
import { leftInOrder, settled } from './settled.ts';
import { setups } from './setup.ts';
import type { Place } from './place.ts';
import { createWorld } from './world.ts';

/** How many sequences there are in all; it runs where SLIPWAY_SEQUENCES says so, such as 1000. */
const SEQUENCES = Number(process.env['SLIPWAY_SEQUENCES'] ?? 0);
/** How many go on at once. */
const LANES = 8;
/** For shrinking: a counterexample that is a little too long is better than none. */
const LIMIT = { interruptAfterTimeLimit: 40 * 60_000, markInterruptAsFailure: true };
const seed = Number(process.env['SLIPWAY_SEED'] ?? Date.now() % 1_000_000_000);
const sequences = fc.tuple(setups, fc.commands(COMMANDS, { maxCommands: 16, size: 'max' }));

describe.skipIf(SEQUENCES === 0)('whatever is done to releases', () => {
  const { workerClient, withWorker } = useTemporal();

  it(
    `E1 E3 E4 G5 every rule holds, in ${SEQUENCES} sequences (SLIPWAY_SEED=${seed})`,
    { timeout: 60 * 60_000 },
    async () => {
      const world = createWorld(workerClient());
      await withWorker(world.activities as never, async (stage) => {
        let services = 0;
        const holds = fc.asyncProperty(sequences, async ([setup, commands]) => {
          services += 1;
          const place = world.add(`model-${services}`, setup);
          const service = await openService(stage, place);
          const fresh = (): { model: Place; real: Service } => ({ model: place, real: service });
          await fc.asyncModelRun(fresh, commands);
          await settled(service);
          await leftInOrder(service);
        });
        const numRuns = Math.ceil(SEQUENCES / LANES);
        // One that has failed goes on to shrink, and so do the others to their end.
        const lane = (number: number) =>
          fc.assert(holds, { seed: seed + number, numRuns, ...LIMIT });
        const lanes = Array.from({ length: LANES }, (_, number) => lane(number));
        const failed = (await Promise.allSettled(lanes)).find(
          ({ status }) => status === 'rejected',
        );
        if (failed?.status === 'rejected') throw failed.reason;
      });
    },
  );
});
