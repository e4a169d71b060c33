import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually } from './eventually.ts';
import { isFree } from '../../src/program/ports.ts';
import { freePort } from './free-port.ts';

const START = join(import.meta.dirname, '../../bin/start.mjs');

/** Runs what `npm start` runs, in a folder that has a slipway.yaml. */
export function npmStart(settings: { cwd: string; env: Record<string, string> }) {
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  const child = spawn(process.execPath, [START], { ...settings, stdio: [...stdio] });
  const exited = once(child, 'close') as Promise<[number | null]>;
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return {
    said: () => said,
    /** Waits until a line with this text was said. @returns all that was said */
    async saying(text: string): Promise<string> {
      const line = () => hasEnded() || said.split(text)[1]?.includes('\n');
      // It may have to build first.
      await eventually(text, async () => line(), { patienceMs: 120_000 }).catch(() => {});
      if (said.includes(text)) return said;
      throw new Error(`It did not say "${text}" (exit code ${child.exitCode}):\n${said}`);
    },
    /** Resolves with the exit code. Nothing is sent if it has ended. */
    async end(signal: NodeJS.Signals): Promise<number | null> {
      if (!hasEnded()) child.kill(signal);
      return (await exited)[0];
    },
    /** Resolves with the exit code, when it has ended by itself. */
    ended: async () => (await exited)[0],
  };
}

/**
 * The environment of a start that disturbs nobody: a port of its own for everything that listens,
 * and nothing that would name another Temporal. Where one is fetched to is kept.
 *
 * @param apiPort where the API is, if that is free
 */
export async function ownSettings(apiPort?: number): Promise<Record<string, string>> {
  const { PATH = '', HOME, XDG_CACHE_HOME } = process.env;
  return {
    PATH,
    ...(HOME !== undefined && { HOME }),
    ...(XDG_CACHE_HOME !== undefined && { XDG_CACHE_HOME }),
    TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml',
    SLIPWAY_PORT: String(
      apiPort && (await isFree(apiPort, '127.0.0.1')) ? apiPort : await freePort(),
    ),
    SLIPWAY_TEMPORAL_PORT: String(await freePort()),
    SLIPWAY_TEMPORAL_UI_PORT: String(await freePort()),
  };
}
