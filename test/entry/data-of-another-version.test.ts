import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { processesOf } from '../support/leftovers.ts';
import { npmStart, ownSettings } from '../support/npm-start.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-old-data-')));
  writeFileSync(join(folder, 'slipway.yaml'), 'services: {}\n');
  // As a version without a marker left it: the database of Temporal, and a store.
  mkdirSync(join(folder, 'var/store/audit-logs/hello-1'), { recursive: true });
  writeFileSync(join(folder, 'var/store/audit-logs/hello-1/1'), '{}\n');
  writeFileSync(join(folder, 'var/temporal.db'), 'the histories of an earlier version');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('`npm start` with data of an earlier version shows the next action, and starts and changes nothing', async () => {
  const before = everything(folder);
  const busy = await busyPort();
  const env = { ...(await ownSettings()), SLIPWAY_PORT: busy, SLIPWAY_TEMPORAL_PORT: busy };
  const { exitCode, said } = await ended(env);
  expect(exitCode).toBe(2);
  expect(said).toContain(
    `DATA_OF_ANOTHER_VERSION: An earlier version of Slipway made ${folder}/var: it has temporal.db, but no data-format file.`,
  );
  expect(said).toContain(`\n  mv ${folder}/var ${folder}/var-old\n`);
  expect(said).toContain('Finish its releases with the version that made it');
  expect(said).not.toMatch(/PORT_IN_USE|Stopp|Temporal server|repository/);
  expect(everything(folder)).toEqual(before);
  expect(processesOf(folder)).toEqual([]);
});

test('`npm start` names the store of an earlier version that is still used with another SLIPWAY_DATA_DIR', async () => {
  const before = everything(folder);
  const { exitCode, said } = await ended({ ...(await ownSettings()), SLIPWAY_DATA_DIR: 'new' });
  expect(exitCode).toBe(2);
  expect(said).toContain(`made ${folder}/var/store: it has audit-logs, but no data-format file.`);
  expect(everything(folder)).toEqual(before);
});

test('`npm start` starts without data after the command that it shows, and continues the next time', async () => {
  const env = await ownSettings();
  const { said } = await ended(env);
  const old = everything(join(folder, 'var'));
  execFileSync('sh', ['-euc', /^ {2}mv .*$/m.exec(said)?.[0] ?? 'false'], { cwd: tmpdir() });
  for (const time of ['first', 'second']) {
    const program = start(env);
    await program.saying('Slipway is running.');
    expect(await program.end('SIGINT'), time).toBe(0);
  }
  expect(everything(join(folder, 'var-old'))).toEqual(old);
});

/** One `npm start`, which does not outlive its test whatever that finds. */
function start(env: Record<string, string>) {
  const begun = npmStart({ cwd: folder, env });
  onTestFinished(async () => void (await begun.end('SIGTERM')));
  return begun;
}

async function ended(env: Record<string, string>) {
  const begun = start(env);
  return { exitCode: await begun.ended(), said: begun.said() };
}

/** A port in use: a start that asks for it is refused by that. */
async function busyPort(): Promise<string> {
  const busy = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void busy.close());
  await once(busy, 'listening');
  return String((busy.address() as AddressInfo).port);
}

/** Everything below a folder by its path there: when it was written, and what. */
function everything(root: string): Record<string, readonly unknown[]> {
  const entries = readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted();
  return Object.fromEntries(
    entries.map((entry) => {
      const stats = statSync(join(root, entry));
      const text = stats.isFile() ? readFileSync(join(root, entry), 'utf8') : undefined;
      return [entry, [stats.mtimeMs, text]];
    }),
  );
}
