import { execFile, spawn } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** How long an output must be silent, after its command has ended, to be taken for complete. */
const SILENCE_MS = 50;
/** How long to wait for that silence. */
const PATIENCE_MS = 500;

/** A pipe that nobody uses yet. */
interface Pipe {
  readonly readFd: number;
  readonly writeFd: number;
}

/** How many pipes one process makes: what takes time is starting it. */
const BATCH = 8;
const spare: Pipe[] = [];

/**
 * Opens a pipe for standard output and error in one, which keeps their order. Node itself gives a
 * command a socket, and on that `echo … >/dev/stderr` fails.
 *
 * @returns the output to read from, and the descriptor to give away and close
 */
export async function openOutputPipe(
  path = '/usr/bin:/bin',
): Promise<{ output: Socket; writeFd: number }> {
  if (spare.length === 0) spare.push(...(await makePipes(path)));
  const { readFd, writeFd } = spare.pop() as Pipe;
  const output = new Socket({ fd: readFd, readable: true, writable: false });
  // How it ends is all the same: what counts is what was read.
  output.on('error', () => {});
  return { output, writeFd };
}

/** Only their names need a folder, and only until they are open. */
async function makePipes(path: string): Promise<Pipe[]> {
  const folder = await mkdtemp(join(tmpdir(), 'slipway-pipe-'));
  try {
    const names = Array.from({ length: BATCH }, (_, i) => join(folder, String(i)));
    await promisify(execFile)('mkfifo', ['-m', '600', ...names], { env: { PATH: path } });
    return names.map(openPipe);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function openPipe(name: string): Pipe {
  // Reading first: otherwise each would wait for the other.
  const readFd = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { readFd, writeFd: openSync(name, 'w') };
  } catch (error) {
    closeSync(readFd);
    throw error;
  }
}

/** Waits until nobody can print any more, but no longer than this. */
export async function closed(output: Socket, limitMs: number): Promise<void> {
  await quiet(output, limitMs, limitMs);
}

/** Waits until nobody can print any more, or nobody has printed for a while. */
export async function quiet(
  output: Socket,
  silenceMs = SILENCE_MS,
  limitMs = PATIENCE_MS,
): Promise<void> {
  if (output.closed) return;
  await new Promise<void>((resolve) => {
    // A timer may be late, and then there may be output that nobody has looked for yet.
    const settle = () => setImmediate(done);
    const silence = setTimeout(settle, silenceMs);
    const limit = setTimeout(settle, limitMs);
    const heard = () => silence.refresh();
    output.on('data', heard).once('close', done);
    function done() {
      clearTimeout(silence);
      clearTimeout(limit);
      output.off('data', heard).off('close', done);
      resolve();
    }
  });
}

/**
 * Stops reading an output that somebody may still hold. Who prints to a pipe that nobody reads is
 * ended by SIGPIPE, so it is read on, by a process that outlives this one.
 */
export function letGo(output: Socket): void {
  if (output.closed) return;
  const reader = spawn('cat', [], {
    stdio: [output, 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
  });
  reader.on('error', () => {});
  reader.unref();
}
