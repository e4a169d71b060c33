import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answers } from '../src/program/ports.ts';
import { startProgram } from './program.ts';
import type { Stage } from './stage.ts';
import { endServers } from './stage/servers.ts';
import { builtProgram } from './stage/slipway.ts';
import { median } from './statistics.ts';
import { ms, share, type Table } from './table.ts';

const TIMES = 3;

/** What can be seen from outside, in this order. */
const PARTS = [
  'Node has loaded the program',
  'the repository of hello is made, Temporal is found',
  'Temporal listens',
  'Temporal serves, the worker is made',
  'the API listens, all is said to be ready',
] as const;

/** What `npm start` runs once everything is built, in an empty folder, until it says it is ready. */
export async function measureColdStart(stage: Stage): Promise<Table[]> {
  const starts: number[][] = [];
  for (let time = 0; time < TIMES; time += 1) starts.push(await start(stage, `cold-${time}`));
  const at = (part: number) => median(starts.map((one) => one[part] ?? 0));
  const total = at(PARTS.length - 1);
  return [
    {
      title: `Cold start of everything, built, to ready (median of ${TIMES})`,
      columns: ['until', 'took', 'share'],
      rows: [
        ...PARTS.map((part, i) => {
          const tookMs = at(i) - (i === 0 ? 0 : at(i - 1));
          return [part, ms(tookMs), share(tookMs, total)];
        }),
        ['all', ms(total), share(total, total)],
      ],
    },
  ];
}

async function start({ folder, freePort }: Stage, name: string): Promise<number[]> {
  const place = join(folder, name);
  await mkdir(place);
  await writeFile(join(place, 'slipway.yaml'), await ownPorts(freePort));
  const [port, uiPort, apiPort] = [await freePort(), await freePort(), await freePort()];
  const { TEMPORAL_ADDRESS: _, ...env } = process.env;
  const startMs = performance.now();
  const dev = startProgram(['node', builtProgram('dev')], {
    cwd: place,
    env: {
      ...env,
      SLIPWAY_PORT: String(apiPort),
      SLIPWAY_TEMPORAL_PORT: String(port),
      SLIPWAY_TEMPORAL_UI_PORT: String(uiPort),
    },
  });
  try {
    const seen = Promise.all([
      until(() => existsSync(`${place}/var`)),
      until(() => existsSync(`${place}/var/temporal.log`)),
      until(() => answers(port, '127.0.0.1')),
      until(() => existsSync(`${place}/var/store/keys/votes.pem`)),
    ]);
    const ready = dev.printed('Slipway is running.').then(() => performance.now());
    return [...(await seen), await ready].map((atMs) => atMs - startMs);
  } finally {
    await dev.stop();
    await endServers(`${place}/var/environments/hello`);
  }
}

/** The settings of a fresh clone, on ports that nobody has. */
async function ownPorts(freePort: () => Promise<number>): Promise<string> {
  let text = await readFile(new URL('../slipway.yaml', import.meta.url), 'utf8');
  for (const port of text.match(/127\.0\.0\.1:\d+/g) ?? [])
    text = text.replace(port, `127.0.0.1:${await freePort()}`);
  return text;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<number> {
  while (!(await isSo())) await pause(2);
  return performance.now();
}
