import { fileURLToPath } from 'node:url';
import { startProgram } from './program.ts';
import { placesByHand, releaseByHand } from './release/by-hand.ts';
import { PARTS, type Shares, sharesByHand, sharesOf } from './release/shares.ts';
import type { Stage } from './stage.ts';
import { TRACE } from './stage/slipway.ts';
import { median } from './statistics.ts';
import { ms, type Table } from './table.ts';

const WARM_UP = 3;
const ROUNDS = 12;

interface Measured {
  readonly tookMs: number;
  readonly shares: Shares;
}

/** One way to release a commit. */
interface Way {
  readonly name: string;
  release(commit: string): Promise<Measured>;
}

/** A release by Slipway, by a bare workflow and by hand, in turns: every way, every commit. */
export async function measureRelease(stage: Stage): Promise<Table[]> {
  const bare = await startBareWorker(stage);
  try {
    const ways = [slipwayWay(stage), bareWay(stage), await handWay(stage)];
    const measured = new Map(ways.map(({ name }) => [name, [] as Measured[]]));
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      const commit = await stage.hello.commit();
      const first = Math.abs(round) % ways.length;
      for (const way of [...ways.slice(first), ...ways.slice(0, first)]) {
        const result = await way.release(commit);
        if (round >= 0) measured.get(way.name)?.push(result);
      }
    }
    return [totals(measured), parts(measured)];
  } finally {
    await bare.stop();
  }
}

const now = () => performance.timeOrigin + performance.now();

function slipwayWay({ api, client, folder }: Stage): Way {
  return {
    name: 'Slipway',
    async release(commit) {
      const startMs = now();
      const id = await api.start('automatic', commit);
      await client.workflow.getHandle(id).result();
      const seen = { startMs, endMs: now() };
      const shares = await sharesOf(client, id, seen, `${folder}/slipway.trace`);
      return { tookMs: seen.endMs - startMs, shares };
    },
  };
}

async function startBareWorker(stage: Stage) {
  const { folder, temporal } = stage;
  const worker = startProgram(['node', '--import', TRACE, '--import', 'tsx', BARE_WORKER], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: {
      ...process.env,
      ...(await placesByHand(stage, 'bare')),
      TEMPORAL_ADDRESS: `127.0.0.1:${temporal.port}`,
      BENCH_TRACE: `${folder}/bare.trace`,
    },
  });
  await worker.printed('Worker ready');
  return worker;
}

const BARE_WORKER = fileURLToPath(new URL('bare/worker.ts', import.meta.url));

function bareWay({ client, folder }: Stage): Way {
  return {
    name: 'bare workflow',
    async release(commit) {
      const startMs = now();
      const workflowId = `bare-${commit}`;
      const start = { workflowId, taskQueue: 'bare', args: [commit] };
      const run = await client.workflow.start('bareRelease', start);
      await run.result();
      const seen = { startMs, endMs: now() };
      const shares = await sharesOf(client, workflowId, seen, `${folder}/bare.trace`);
      return { tookMs: seen.endMs - startMs, shares };
    },
  };
}

async function handWay(stage: Stage): Promise<Way> {
  const places = await placesByHand(stage, 'hand');
  return {
    name: 'shell script',
    async release(commit) {
      const startMs = now();
      const timeInPhases = await releaseByHand({ ...places, SLIPWAY_COMMIT: commit });
      return { tookMs: now() - startMs, shares: sharesByHand(timeInPhases) };
    },
  };
}

function totals(measured: ReadonlyMap<string, readonly Measured[]>): Table {
  const medians = [...measured].map(
    ([name, results]) => [name, results.map(({ tookMs }) => tookMs)] as const,
  );
  const own = median(medians[0]?.[1] ?? []);
  return {
    title: `A release of hello over two environments (${ROUNDS} in turns, ${WARM_UP} to warm up)`,
    columns: ['', 'median', 'fastest', 'Slipway takes'],
    rows: medians.map(([name, values]) => [
      name,
      ms(median(values)),
      ms(Math.min(...values)),
      `${(own / median(values)).toFixed(2)} ×`,
    ]),
  };
}

/** The processes of the bare workflow are shells, which hold git and all the rest. */
function parts(measured: ReadonlyMap<string, readonly Measured[]>): Table {
  const cell = (results: readonly Measured[], part: string) => {
    const values = results.flatMap(({ shares }) => shares.get(part) ?? []);
    return values.length === 0 || median(values) === 0 ? '' : ms(median(values));
  };
  return {
    title: 'Where that goes (median of each part)',
    columns: ['', ...measured.keys()],
    rows: PARTS.map((part) => [part, ...[...measured.values()].map((all) => cell(all, part))]),
  };
}
