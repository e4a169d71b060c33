import fc from 'fast-check';
import { describe, it } from 'vitest';
import { useTemporal } from '../../support/temporal.ts';
import { COMMANDS, leftInOrder, type Real, settled } from './commands.ts';
import { createWorld } from './world.ts';

/** How many sequences there are in all; it runs where SLIPWAY_SEQUENCES says so, such as 1000. */
const SEQUENCES = Number(process.env['SLIPWAY_SEQUENCES'] ?? 0);
const LANES = 20;
/** For shrinking: a counterexample that is a little too long is better than none. */
const LIMIT = { interruptAfterTimeLimit: 15 * 60_000, markInterruptAsFailure: true };
const seed = Number(process.env['SLIPWAY_SEED'] ?? Date.now() % 1_000_000_000);

describe('whatever is done to releases', () => {
  const { client, withWorker } = useTemporal();

  it.skipIf(SEQUENCES === 0)(
    `E1 E3 E4 G5 every rule holds, in ${SEQUENCES} sequences (SLIPWAY_SEED=${seed})`,
    { timeout: 30 * 60_000 },
    async () => {
      const world = createWorld(client());
      await withWorker(world.activities as never, async (stage) => {
        let services = 0;
        const lane = (number: number) =>
          fc.assert(
            fc.asyncProperty(fc.commands(COMMANDS, { maxCommands: 12 }), async (commands) => {
              services += 1;
              const real: Real = { stage, world, service: `model-${services}`, runs: [] };
              await fc.asyncModelRun(
                () => ({ model: { releases: 0, isHeld: false }, real }),
                commands,
              );
              await settled(real);
              await leftInOrder(real);
            }),
            { seed: seed + number, numRuns: Math.ceil(SEQUENCES / LANES), ...LIMIT },
          );
        await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
      });
    },
  );
});
