import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process that the bench has started. */
export interface Program {
  readonly pid: number;
  /** Resolves when it has printed the text. @throws Error with its output if it ends before */
  printed(text: string): Promise<void>;
  /** Asks it to end, and insists after 10 s. Safe to call twice. */
  stop(): Promise<void>;
  /** Ends it as a crash would. Safe to call twice. */
  crash(): Promise<void>;
}

const running = new Set<ChildProcess>();
// Whatever ends the bench: nothing that it started stays.
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** Starts a program with exactly this environment. */
export function startProgram(
  [file = '', ...args]: readonly string[],
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string | undefined>> },
): Program {
  const child = spawn(file, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const ended = once(child, 'exit').then(() => void running.delete(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));

  async function end(signal: NodeJS.Signals): Promise<void> {
    child.kill(signal);
    const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(patience);
  }

  return {
    pid: child.pid ?? 0,
    async printed(text) {
      const over = ended.then(() => {
        throw new Error(`${args.at(-1)} ended before it said "${text}":\n${output}`);
      });
      over.catch(() => {});
      while (!output.includes(text)) {
        const more = [child.stdout, child.stderr].map((stream) => once(stream, 'data'));
        await Promise.race([...more, over]);
      }
    },
    stop: () => end('SIGTERM'),
    crash: () => end('SIGKILL'),
  };
}
