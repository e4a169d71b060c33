import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npmStart, ownSettings } from './npm-start.ts';
import { freePort } from './free-port.ts';

const root = join(import.meta.dirname, '../..');

/** What `npm start` shows on a fresh machine, in a folder of its own. */
export interface Playground {
  /** Holds slipway.yaml and, below `var`, all the rest. */
  readonly folder: string;
  readonly apiUrl: string;
  /** The release of hello, which waits for approval. */
  readonly releaseId: string;
  /** Its page in Temporal's UI. */
  readonly temporalUrl: string;
  readonly temporalAddress: string;
  /** Everything that was said since the last start. */
  said(): string;
  /** Ends it by a signal, which leaves its state. Resolves with its exit code. */
  end(signal: 'SIGINT' | 'SIGKILL'): Promise<number | null>;
  /** Starts it again on its state, and waits until it has said this. */
  startAgain(until: string): Promise<void>;
  /** Ends all of it, and takes the folder away. */
  stop(): Promise<void>;
}

/**
 * Does what `npm start` does, and waits until the release of hello waits for approval.
 *
 * @param apiPort where the API is, if that is free; any other port is any free one
 */
export async function startPlayground(apiPort?: number): Promise<Playground> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'slipway-playground-')));
  writeFileSync(join(folder, 'slipway.yaml'), await withFreePorts());
  const settings = { cwd: folder, env: await ownSettings(apiPort) };
  let program = npmStart(settings);
  const stop = async () => {
    await program.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const said = await program.saying('In Temporal: ');
    const [, apiUrl = '', releaseId = ''] = /(http\S+)\/ui\/releases\/(\S+)/.exec(said) ?? [];
    return {
      folder,
      apiUrl,
      releaseId,
      temporalUrl: /In Temporal: (\S+)/.exec(said)?.[1] ?? '',
      temporalAddress: `127.0.0.1:${settings.env['SLIPWAY_TEMPORAL_PORT']}`,
      said: () => program.said(),
      end: (signal) => program.end(signal),
      async startAgain(until) {
        program = npmStart(settings);
        await program.saying(until);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function withFreePorts(): Promise<string> {
  let text = readFileSync(join(root, 'slipway.yaml'), 'utf8');
  for (const port of ['4001', '4002', '4003', '4004'])
    text = text.replaceAll(`:${port}`, `:${await freePort()}`);
  return text;
}
