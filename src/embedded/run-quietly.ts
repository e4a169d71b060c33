import { execFile } from 'node:child_process';

/** How to run a program whose output nobody shall see. */
export interface QuietRun {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly cwd?: string;
  /** Ends the program; the reason is the error. */
  readonly signal?: AbortSignal;
}

/**
 * Runs a program and keeps what it prints away from the terminal.
 *
 * @returns its standard output, trimmed
 * @throws Error with one line: what the program said last, or why it did not run
 */
export async function runQuietly(
  program: string,
  args: readonly string[],
  { env, timeoutMs, cwd, signal }: QuietRun,
): Promise<string> {
  return await new Promise((resolve, reject) => {
    const options = { env, cwd, signal, timeout: timeoutMs, killSignal: 'SIGKILL' } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout.trim());
      if (signal?.aborted) return reject(signal.reason);
      const said = lastLine(stderr) ?? lastLine(stdout);
      reject(new Error(reasonOf(error, program, timeoutMs, said), { cause: error }));
    });
  });
}

function reasonOf(
  error: Error & { code?: unknown; killed?: boolean },
  program: string,
  timeoutMs: number,
  said: string | undefined,
): string {
  if (error.code === 'ENOENT') return `${program} is not installed`;
  if (error.killed) return `${program} took longer than ${timeoutMs / 1000} s`;
  return said ?? `${program} failed: ${error.message.split('\n')[0]}`;
}

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1)?.trim() || undefined;
}
