import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { openTemporal, type TemporalStage } from '../../support/temporal.ts';
import { COMMANDS } from './commands.ts';
import { openService, type Service } from './service.ts';
import { leftInOrder, settled } from './settled.ts';
import { setups } from './setup.ts';
import type { ModelledService } from './modelled-service.ts';
import { createWorld } from './world.ts';

/** How many sequences there are in all. */
const SEQUENCES = Number(process.env['SLIPWAY_SEQUENCES'] ?? 24);
/** How many go on at once, each with a server and a worker of its own: they are restarted. */
const LANES = 4;
const LIMITS = {
  /** A sequence that hangs is a counterexample too. */
  timeout: 5 * 60_000,
  /** For shrinking: a counterexample that is a little too long is better than none. */
  interruptAfterTimeLimit: 20 * 60_000,
  markInterruptAsFailure: true,
};
const seed = Number(process.env['SLIPWAY_SEED'] ?? Date.now() % 1_000_000_000);
/** Where to begin: what a failure of this seed names. */
const path = process.env['SLIPWAY_PATH'];
const sequences = fc.tuple(setups, fc.commands(COMMANDS, { maxCommands: 16, size: 'max' }));

describe('whatever is done to releases', () => {
  let servers: TemporalStage[] = [];
  beforeAll(async () => {
    const binary = inject('temporalBinary');
    servers = await Promise.all(Array.from({ length: LANES }, () => openTemporal(binary)));
  });
  afterAll(() => Promise.all(servers.map((server) => server.close())));

  it(
    `E1 E3 E4 G5 every rule holds, in ${SEQUENCES} sequences`,
    { timeout: 60 * 60_000 },
    async () => {
      console.log(`model: SLIPWAY_SEED=${seed}`);
      // One that has failed goes on to shrink, and so do the others to their end.
      const lanes = await Promise.allSettled(
        servers.map((server, number) => goThrough(server, seed + number)),
      );
      const failed = lanes.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    },
  );
});

/** @param first the seed; that of a counterexample begins the first lane with it */
async function goThrough(server: TemporalStage, first: number): Promise<void> {
  const world = createWorld(server.workerClient);
  await server.withWorker(world.activities, async (stage) => {
    let services = 0;
    const freezes = fc.asyncProperty(sequences, async ([setup, commands]) => {
      services += 1;
      const place = world.add(`model-${services}`, setup);
      const service = await openService(stage, place);
      const fresh = (): { model: ModelledService; real: Service } => ({
        model: place,
        real: service,
      });
      const at = path ?? services - 1;
      try {
        await fc.asyncModelRun(fresh, commands);
        await settled(service);
        await leftInOrder(service);
      } catch (error) {
        // At once, since shrinking takes minutes.
        const done = fc.stringify(commands);
        const again = `SLIPWAY_SEED=${first} SLIPWAY_PATH=${at} SLIPWAY_SEQUENCES=${LANES}`;
        console.log(
          `model: ${again} sees this again:`,
          inspect({ setup, done, error }, { depth: 5 }),
        );
        throw error;
      }
    });
    const numRuns = Math.ceil(SEQUENCES / LANES);
    await fc.assert(freezes, {
      seed: first,
      numRuns,
      ...(path !== undefined && { path }),
      ...LIMITS,
    });
  });
}
