import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Ends the servers that activations of hello have started below this folder. */
export async function endServers(targets: string): Promise<void> {
  for (const name of await readdir(targets).catch(() => [])) {
    const text = await readFile(join(targets, name, 'service.pid'), 'utf8').catch(() => '');
    const pid = Number(text);
    if (pid > 1 && (await commandLine(pid)).includes(`${targets}/`)) end(pid);
  }
}

/** The number may be another process's by now, so the command line decides. */
async function commandLine(pid: number): Promise<string> {
  const asked = promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)]);
  return (await asked.catch(() => ({ stdout: '' }))).stdout;
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}
