import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';

/** A program of ours that runs as a process of its own. */
export interface Program {
  readonly pid: number;
  isRunning(): boolean;
  /** Ends it at once, as a power cut does. Nothing happens if it has ended. */
  kill(): Promise<void>;
  /** Asks it to stop, and waits until it has. */
  stop(): Promise<void>;
}

interface ProgramSettings {
  /** What node runs: no wrapper in between, so that a kill hits the program itself. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** It is ready when it has said this. */
  readonly ready: string;
}

/** Starts a program, and waits until it is ready. */
export async function startProgram({ file, env, logFile, ready }: ProgramSettings) {
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals) => {
    if (isRunning()) child.kill(signal);
    await exited;
  };
  await new Promise<void>((settle, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      appendFileSync(logFile, chunk);
      said += chunk.toString();
      if (said.includes(ready)) settle();
    });
    void exited.then(() => reject(new Error(`${file} ended before it was ready:\n${said}`)));
  });
  const program: Program = {
    pid: child.pid as number,
    isRunning,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
  return program;
}
