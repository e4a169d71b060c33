import { setTimeout as pause } from 'node:timers/promises';
import type { Stage } from './stage.ts';
import { startApi, startWorker } from './stage/slipway.ts';
import { startTemporal } from './stage/temporal.ts';
import { median } from './statistics.ts';
import { ms, share, type Table } from './table.ts';

const TIMES = 3;

/** Milliseconds from the restart on. */
interface Restart {
  readonly temporal: number;
  readonly worker: number;
  readonly api: number;
  readonly accepted: number;
}

/** Everything is killed while a release waits, and started again at once, as a supervisor would. */
export async function measureRestart(stage: Stage): Promise<Table[]> {
  const restarts: Restart[] = [];
  for (let time = 0; time < TIMES; time += 1) restarts.push(await restart(stage));
  const at = (part: keyof Restart) => median(restarts.map((one) => one[part]));
  const total = at('accepted');
  const ready = Math.max(at('worker'), at('api'));
  const row = (name: string, fromMs: number, toMs: number) => [
    name,
    ms(toMs - fromMs),
    share(toMs - fromMs, total),
  ];
  return [
    {
      title: `From a restart after kill -9 of all to the first accepted vote (median of ${TIMES})`,
      columns: ['', 'took', 'share'],
      rows: [
        row('Temporal serves', 0, at('temporal')),
        row('then the worker is ready', at('temporal'), Math.max(at('temporal'), at('worker'))),
        row('then the API is ready, which starts meanwhile', at('worker'), ready),
        row('then a vote is accepted', ready, total),
        row('all', 0, total),
      ],
    },
  ];
}

async function restart({ api, client, light, programs, temporal, slipway }: Stage) {
  const id = await api.start('light', await light.commit());
  const approvalRequest = await api.awaitGate(id);
  await Promise.all(Object.values(programs).map((program) => program.crash()));

  const startMs = performance.now();
  const since = () => performance.now() - startMs;
  const serving = startTemporal(temporal).then((started) => {
    programs.temporal = started;
    return since();
  });
  // A worker ends when it finds no Temporal, so its supervisor starts it then.
  const working = serving.then(async () => {
    programs.worker = await startWorker(slipway);
    return since();
  });
  const answering = startApi(slipway).then((started) => {
    programs.api = started;
    return since();
  });
  const counted = acceptVote(() => api.approve(id, approvalRequest)).then(since);
  const [atTemporal, atWorker, atApi, atVote] = await Promise.all([
    serving,
    working,
    answering,
    counted,
  ]);
  await client.workflow.getHandle(id).result();
  return { temporal: atTemporal, worker: atWorker, api: atApi, accepted: atVote };
}

/** Votes until it counts: while nobody answers, a client tries again. */
async function acceptVote(vote: () => Promise<number | undefined>): Promise<void> {
  while ((await vote()) !== 200) await pause(20);
}
