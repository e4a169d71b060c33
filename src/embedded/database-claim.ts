import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SlipwayError } from '../domain/errors.ts';
import { commandLine } from './command-line.ts';
import { STOP_WITHIN_MS } from './stop-with-parent.ts';

/** Who uses a database, as the file beside it says. */
interface Claim {
  /** The process of the server. */
  readonly pid: number;
  /** The process that started it. */
  readonly ownerPid: number;
  readonly address: string;
}

// Two servers on one database start without a word, and then both work through the same tasks.
// So the one that runs is written down beside it.
const claimFile = (databaseFile: string) => `${databaseFile}.server`;

/**
 * Waits for a server that is just ending with its owner, and makes sure that none uses the file.
 *
 * @throws SlipwayError DATABASE_IN_USE naming the server that does
 */
export async function refuseIfClaimed(databaseFile: string): Promise<void> {
  const deadlineMs = Date.now() + STOP_WITHIN_MS + 2000;
  for (;;) {
    const found = await readClaim(databaseFile);
    if (found === undefined || !(await serves(found.pid, databaseFile))) return;
    if (isAlive(found.ownerPid) || Date.now() > deadlineMs) throw busy(databaseFile, found);
    await sleep(100);
  }
}

/** Writes down that a server uses the database. */
export async function claim(databaseFile: string, pid: number, address: string): Promise<void> {
  const content: Claim = { pid, ownerPid: process.pid, address };
  await writeFile(claimFile(databaseFile), `${JSON.stringify(content)}\n`);
}

/** Takes the claim back. May be called twice. */
export async function unclaim(databaseFile: string): Promise<void> {
  await rm(claimFile(databaseFile), { force: true });
}

function busy(databaseFile: string, { pid, address }: Claim): SlipwayError {
  return new SlipwayError(
    'DATABASE_IN_USE',
    `Another Temporal server (${address}, process ${pid}) uses ${databaseFile}. ` +
      `If it is left over from an earlier run, end it: kill ${pid}`,
    { details: { pid, address, databaseFile } },
  );
}

async function readClaim(databaseFile: string): Promise<Claim | undefined> {
  try {
    return JSON.parse(await readFile(claimFile(databaseFile), 'utf8')) as Claim;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Whether the process is a server on this database, and not a later one with its number. */
async function serves(pid: number, databaseFile: string): Promise<boolean> {
  return isAlive(pid) && (await commandLine(pid)).includes(databaseFile);
}
