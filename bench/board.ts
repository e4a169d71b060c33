import { openDashboard } from './board/namespace.ts';
import type { Stage } from './stage.ts';
import { median, percentile } from './statistics.ts';
import { ms, type Table } from './table.ts';

const FEW = 100;
const MANY = 10_000;
const ROUNDS = 30;

/** What is asked for, by its name in the table. */
const PATHS = {
  'the board': '/',
  'GET /releases?limit=100': '/releases?limit=100',
  'GET /releases?service=light': '/releases?service=light',
} as const;

/** The board, in turns, of a Slipway with few releases and of one with many. */
export async function measureDashboard(stage: Stage): Promise<Table[]> {
  const few = await openDashboard(stage, 'few', FEW);
  const many = await openDashboard(stage, 'many', MANY);
  try {
    const rows = [];
    for (const [name, path] of Object.entries(PATHS)) {
      const took: Record<'few' | 'many', number[]> = { few: [], many: [] };
      for (let i = 0; i <= ROUNDS; i += 1) {
        const [one, other] = [await ask(few.url + path), await ask(many.url + path)];
        // The first of each is for warming up.
        if (i > 0) took.few.push(one);
        if (i > 0) took.many.push(other);
      }
      rows.push(rowOf(name, took));
    }
    const columns = ['', `${FEW} releases`, `${MANY} releases`, 'p95 of those', 'many to few'];
    return [{ title: `The board, median of ${ROUNDS} in turns`, columns, rows }];
  } finally {
    await few.stop();
    await many.stop();
  }
}

function rowOf(name: string, { few, many }: Record<'few' | 'many', readonly number[]>): string[] {
  const [of, to] = [median(many), median(few)];
  return [name, ms(to), ms(of), ms(percentile(many, 95)), `${(of / to).toFixed(2)} ×`];
}

async function ask(url: string): Promise<number> {
  const startedMs = performance.now();
  const answer = await fetch(url, { headers: { Accept: '*/*' } });
  await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
  return performance.now() - startedMs;
}
