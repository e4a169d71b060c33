import { join } from 'node:path';
import { writeRecords } from './dora/records.ts';
import type { Stage } from './stage.ts';
import { median } from './statistics.ts';
import { ms, type Table } from './table.ts';

const FEW = 100;
const MANY = 10_000;
const AGAIN = 20;

/** Measures are asked for when none was yet, and again, of few releases and of many. */
export async function measureDora({ api, folder }: Stage): Promise<Table[]> {
  const store = join(folder, 'store');
  await writeRecords(store, 'automatic', FEW);
  await writeRecords(store, 'light', MANY);
  const few = await ask(api, 'automatic');
  const many = await ask(api, 'light');
  const row = (count: number, { firstMs, againMs }: Asked) => [
    String(count),
    ms(firstMs),
    ms(againMs),
    `${(firstMs / againMs).toFixed(1)} ×`,
  ];
  return [
    {
      title: 'GET /dora of twelve weeks, of one service',
      columns: ['releases', 'the first time', `again, median of ${AGAIN}`, 'first to again'],
      rows: [row(FEW, few), row(MANY, many)],
      notes: [
        `${MANY / FEW} times the releases take ${ratio(many, few)} times as long, asked again.`,
      ],
    },
  ];
}

interface Asked {
  readonly firstMs: number;
  readonly againMs: number;
}

async function ask(api: Stage['api'], service: string): Promise<Asked> {
  const once = async () => {
    const startMs = performance.now();
    const answer = await api.get(`/dora?service=${service}&environment=production`);
    if (!answer.includes('"deployments"')) throw new Error(`Not measured: ${answer}`);
    return performance.now() - startMs;
  };
  const firstMs = await once();
  const againMs: number[] = [];
  for (let i = 0; i < AGAIN; i += 1) againMs.push(await once());
  return { firstMs, againMs: median(againMs) };
}

function ratio(one: Asked, other: Asked): string {
  return (one.againMs / other.againMs).toFixed(1);
}
