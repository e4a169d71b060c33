import type { Worker } from '@temporalio/worker';

/** What runs until it is told to stop. */
export type Running = Pick<Worker, 'run' | 'shutdown'>;

/** Runs workers as one: when one ends, or fails, the others stop. */
export function runAll(workers: readonly Worker[]): Running {
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  return {
    shutdown,
    async run() {
      const runs = workers.map(async (worker) => worker.run().finally(shutdown));
      const ended = await Promise.allSettled(runs);
      for (const end of ended) if (end.status === 'rejected') throw end.reason;
    },
  };
}
