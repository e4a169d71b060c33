import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';

/** What to do where there is no Prometheus. */
export const HOW_TO_GET_PROMETHEUS =
  'Install Prometheus (Debian: apt-get install prometheus), or set PROMETHEUS to the path of one.';

/** The path of the Prometheus that `PROMETHEUS` names, or of one on PATH. */
export function findPrometheus(
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const onPath = (env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'prometheus'));
  return [env['PROMETHEUS'], ...onPath].find((path) => path && existsSync(path));
}

/**
 * The Prometheus of this run, and whether tests that need one are wanted: without one they are
 * skipped, and that is said, except where one is required; there they fail.
 */
export const PROMETHEUS = prometheusOf(process.env);

function prometheusOf(env: Readonly<Record<string, string | undefined>>) {
  const executable = findPrometheus(env);
  const required = env['SLIPWAY_PROMETHEUS_REQUIRED'] === '1';
  const wanted = executable !== undefined || required;
  if (!wanted) console.warn(`Tests with Prometheus are skipped. ${HOW_TO_GET_PROMETHEUS}`);
  return { executable, wanted };
}

export interface RunningPrometheus {
  readonly url: string;
  /** Ends it and removes what it kept. */
  close(): Promise<void>;
}

/**
 * Starts a Prometheus with a folder of its own, which asks a server for its `/metrics` five times
 * a second, and waits until it has heard from it.
 *
 * @param target host and port of the server
 */
export async function startPrometheus(
  executable: string,
  target: string,
): Promise<RunningPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-prometheus-'));
  const scrape = [{ job_name: 'service', static_configs: [{ targets: [target] }] }];
  const global = { scrape_interval: '200ms', scrape_timeout: '200ms' };
  // JSON is YAML.
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, JSON.stringify({ global, scrape_configs: scrape }));
  const address = `127.0.0.1:${await freePort()}`;
  const args = [
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    '--log.level=error',
  ];
  const server = spawn(executable, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const close = async () => {
    await ended(server);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await eventually('Prometheus has heard from the server', () => hasHeard(`http://${address}`));
  } catch (error) {
    await close();
    throw error;
  }
  return { url: `http://${address}`, close };
}

async function hasHeard(url: string): Promise<boolean> {
  const response = await fetch(`${url}/api/v1/query?query=up==1`).catch(() => undefined);
  if (!response?.ok) return false;
  const answer = (await response.json()) as { data: { result: readonly unknown[] } };
  return answer.data.result.length > 0;
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = new Promise((done) => server.once('exit', done));
  server.kill('SIGKILL');
  await exit;
}
