import { spawnSync } from 'node:child_process';
import { builtProgram } from './stage/slipway.ts';
import { median } from './statistics.ts';
import { ms, type Table } from './table.ts';

const TIMES = 20;

/** What is started, and what of it is Node itself. */
const STARTED: ReadonlyArray<readonly [what: string, args: readonly string[]]> = [
  ['node -e 0', ['-e', '0']],
  ['slipway --version', [builtProgram('cli'), '--version']],
  [
    'slipway list, where nobody listens',
    [builtProgram('cli'), 'list', '--url', 'http://127.0.0.1:1'],
  ],
  ['slipway validate', [builtProgram('cli'), 'validate', 'slipway.yaml']],
];

/** How soon a command is there, beside a Node that does nothing. In turns. */
export async function measureCommandLine(): Promise<Table[]> {
  const tookMs = STARTED.map((): number[] => []);
  for (let time = 0; time < TIMES; time += 1)
    for (const [i, [, args]] of STARTED.entries()) {
      const startedMs = performance.now();
      spawnSync(process.execPath, args, { stdio: 'ignore' });
      tookMs[i]?.push(performance.now() - startedMs);
    }
  const [bare = 1] = tookMs.map(median);
  return [
    {
      title: `The command line, from its start to its end (median of ${TIMES})`,
      columns: ['command', 'took', 'of a bare Node'],
      rows: STARTED.map(([what], i) => {
        const taken = median(tookMs[i] ?? []);
        return [what, ms(taken), `${(taken / bare).toFixed(2)} ×`];
      }),
    },
  ];
}
