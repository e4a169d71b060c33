import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The command line of a process; empty if there is none of this number. */
export async function commandLine(pid: number): Promise<string> {
  // A slim Linux has no `ps`, and macOS has no /proc.
  return await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(async () => {
    const ps = promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]);
    return await ps.then(
      ({ stdout }) => stdout,
      () => '',
    );
  });
}
