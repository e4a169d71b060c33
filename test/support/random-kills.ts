import { setTimeout as pause } from 'node:timers/promises';
import { type BusyService, type Closed, writeSlipwayYaml } from './busy-services.ts';
import type { Chance } from './chance.ts';
import type { Stage } from './stage.ts';

/** Something that goes on beside the releases until it is stopped. */
export interface Disturbance<Done> {
  /** What was done so far. */
  readonly done: readonly Done[];
  /** Ends it, and waits until everything is as it was at the beginning. */
  stop(): Promise<void>;
}

/**
 * Kills the worker at random instants, and starts it again.
 *
 * @param aimed waits for the instant of the first kill
 * @returns when each kill was
 */
export function killAtRandom(
  stage: Pick<Stage, 'worker' | 'startWorker'>,
  chance: Chance,
  aimed: () => Promise<unknown>,
): Disturbance<number> {
  return again<number>(async (done, during) => {
    if (done.length === 0) await aimed();
    else await during(chance.between(2_000, 10_000));
    done.push(Date.now());
    await stage.worker().kill();
    await pause(chance.between(0, 500));
    await stage.startWorker();
  });
}

/** When a window was closed, as the file said it. */
export interface Period {
  readonly service: BusyService;
  readonly fromMs: number;
  toMs: number;
}

/** Opens the window of `calm` for a while and closes it again, by editing the file. */
export function editWindow(root: string, untilMs: number, chance: Chance): Disturbance<Period> {
  const write = (closed: Pick<Closed, 'isFrozen'>) =>
    writeSlipwayYaml(root, { ...closed, untilMs });
  const freezing = again<Period>(async (done, during) => {
    write({ isFrozen: true });
    const period: Period = { service: 'calm', fromMs: Date.now(), toMs: Infinity };
    done.push(period);
    await during(chance.between(8_000, 12_000));
    period.toMs = Date.now();
    write({ isFrozen: false });
    await during(chance.between(6_000, 10_000));
  });
  return freezing;
}

function again<Done>(
  step: (done: Done[], during: (afterMs: number) => Promise<void>) => Promise<void>,
): Disturbance<Done> {
  const done: Done[] = [];
  const stopping = new AbortController();
  const { signal } = stopping;
  const during = async (afterMs: number) =>
    await pause(afterMs, undefined, { signal }).catch(() => {});
  const loop = (async () => {
    while (!signal.aborted) await step(done, during);
  })();
  // Who stops it hears of it.
  loop.catch(() => {});
  return {
    done,
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}
