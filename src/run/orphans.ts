import { readFile } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { MARKER } from './command-environment.ts';

/** There are hundreds of files to look into, and with the promises of Node it takes twice as long. */
const read = promisify(readFile);

/** A process may have started another just before it was ended. */
const ROUNDS = 20;
const ROUND_MS = 10;

/**
 * Ends the processes of an attempt, also those that left its process group, by the marker in their
 * environment: no other process carries it. Resolves when they are gone. Does nothing where there
 * is no /proc. Safe to repeat.
 *
 * @returns how many were ended
 */
export async function killOrphans(marker: string): Promise<number> {
  const ended = new Set<number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const found = await marked(`${MARKER}=${marker}`);
    if (found.length === 0) break;
    for (const pid of found) if (kill(pid)) ended.add(pid);
    await pause(ROUND_MS);
  }
  return ended.size;
}

async function marked(variable: string): Promise<number[]> {
  const entries = await readdir('/proc').catch(() => []);
  const pids = entries.filter((entry) => /^\d+$/.test(entry)).map(Number);
  const isMarked = await Promise.all(pids.map((pid) => hasVariable(pid, variable)));
  return pids.filter((pid, index) => isMarked[index] && pid !== process.pid);
}

async function hasVariable(pid: number, variable: string): Promise<boolean> {
  // Others' processes cannot be read, and those that have ended have no environment.
  const environment = await read(`/proc/${pid}/environ`, 'latin1').catch(() => '');
  return `\0${environment}\0`.includes(`\0${variable}\0`);
}

function kill(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
