import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePort } from '../../src/embedded/ports.ts';
import { eventually } from './eventually.ts';

const root = join(import.meta.dirname, '../..');

/** What `npm start` shows on a fresh machine, in a folder of its own. */
export interface Playground {
  readonly apiUrl: string;
  /** The release of hello, which waits for approval. */
  readonly releaseId: string;
  /** Its page in Temporal's UI. */
  readonly temporalUrl: string;
  /** Everything that was said. */
  said(): string;
  /** Ends all of it, and takes the folder away. */
  stop(): Promise<void>;
}

/**
 * Starts what `npm start` starts, and waits until the release of hello waits for approval.
 *
 * @param apiPort where the API is, if that is free; any other port is any free one
 */
export async function startPlayground(apiPort = 0): Promise<Playground> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-playground-')));
  writeFileSync(join(folder, 'slipway.yaml'), await withFreePorts());
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/entry/dev.ts'], {
    cwd: root,
    env: {
      ...kept(process.env),
      ...(await freePorts(apiPort)),
      SLIPWAY_CONFIG: join(folder, 'slipway.yaml'),
      SLIPWAY_VAR: join(folder, 'var'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const stop = async () => {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const temporalUrl = await eventually('hello to wait for approval', async () => {
      if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}:\n${said}`);
      return /See it wait in Temporal: (\S+)/.exec(said)?.[1];
    });
    const [, apiUrl = '', releaseId = ''] = /(http\S+)\/ui\/releases\/(\S+)/.exec(said) ?? [];
    return { apiUrl, releaseId, temporalUrl, said: () => said, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

/** Where Temporal is fetched to is kept, and nothing that would say to use another one. */
function kept({ PATH, HOME, XDG_CACHE_HOME }: NodeJS.ProcessEnv): Record<string, string> {
  return {
    PATH: PATH ?? '',
    ...(HOME !== undefined && { HOME }),
    ...(XDG_CACHE_HOME !== undefined && { XDG_CACHE_HOME }),
  };
}

async function withFreePorts(): Promise<string> {
  let text = readFileSync(join(root, 'slipway.yaml'), 'utf8');
  for (const port of ['4001', '4002', '4003', '4004'])
    text = text.replaceAll(`:${port}`, `:${await freePort()}`);
  return text;
}

async function freePorts(apiPort: number): Promise<Record<string, string>> {
  return {
    SLIPWAY_PORT: await freePort(apiPort),
    SLIPWAY_TEMPORAL_PORT: await freePort(),
    SLIPWAY_TEMPORAL_UI_PORT: await freePort(),
  };
}

/** The port that is wanted, or the next free one; any for 0. */
async function freePort(wanted = 0): Promise<string> {
  const host = '127.0.0.1';
  const given = wanted === 0;
  return String(await choosePort({ wanted, given, setting: 'the test', host, say: () => {} }));
}
