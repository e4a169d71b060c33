import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SlipwayError } from '../../../domain/errors.ts';
import type { Deployment } from '../target.ts';
import type { Layout } from './layout.ts';

/** The undo of a deployment: what to go back to, and what this is when another goes back to it. */
export interface Note extends Pick<Deployment, 'releaseId' | 'commit' | 'digest'> {
  /** What was live before, if anything was. */
  readonly previous?: string;
  /** Names the call that wrote it. */
  readonly token: string;
}

/** What the notes of a target say. Either may be missing, and both may be there. */
export interface Notes {
  /** The deployment that began and has not ended. */
  readonly deploying?: Note;
  /** The deployment that ended last with its activation done. */
  readonly activated?: Note;
}

/** The right of one call to change the target; another call takes it by claiming for itself. */
export interface Claim {
  /** Whether no other call has claimed since. */
  freezes(): boolean;
  /** @throws SlipwayError WORKER_STOPPED if another call has claimed since */
  check(): void;
  /** Ends it as done: in one step the undo is gone and the release counts as activated. */
  settle(): void;
  /** Ends it as undone. Does nothing if another call has claimed since. */
  withdraw(): void;
}

const fileOf = (layout: Layout, name: keyof Notes) => join(layout.notes, `${name}.json`);

export async function readNotes(layout: Layout): Promise<Notes> {
  const [deploying, activated] = await Promise.all([
    readNote(fileOf(layout, 'deploying')),
    readNote(fileOf(layout, 'activated')),
  ]);
  return { ...(deploying && { deploying }), ...(activated && { activated }) };
}

/**
 * Writes down the undo, so that it survives a power cut, before anything is done. A worker that
 * was cut off and comes back finds that the claim is no longer its own, and changes nothing.
 */
export async function claim(
  layout: Layout,
  { releaseId, commit, digest }: Deployment,
  previous: string | undefined,
): Promise<Claim> {
  const token = randomUUID();
  const deploying = fileOf(layout, 'deploying');
  const activated = fileOf(layout, 'activated');
  // An older activation of the same release says nothing about the one that begins.
  if ((await readNote(activated))?.releaseId === releaseId) await rm(activated, { force: true });
  const before = previous === undefined ? {} : { previous };
  await writeDurably(deploying, { releaseId, commit, digest, ...before, token });

  const freezes = (): boolean => tokenIn(deploying) === token;
  const check = (): void => {
    if (freezes()) return;
    throw new SlipwayError('WORKER_STOPPED', `Another worker took over ${releaseId}.`);
  };
  return {
    freezes,
    check,
    settle() {
      check();
      renameSync(deploying, activated);
    },
    withdraw() {
      if (freezes()) rmSync(deploying, { force: true });
    },
  };
}

async function writeDurably(path: string, note: Note): Promise<void> {
  const draft = `${path}.${note.token}`;
  try {
    const file = await open(draft, 'w');
    try {
      await file.writeFile(`${JSON.stringify(note)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(join(path, '..'));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readNote(path: string): Promise<Note | undefined> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function tokenIn(path: string): string | undefined {
  try {
    return parse(readFileSync(path, 'utf8'))?.token;
  } catch {
    return undefined;
  }
}

/** Notes are replaced whole, so one that cannot be read was not written by Slipway. */
function parse(text: string): Note | undefined {
  try {
    return JSON.parse(text) as Note;
  } catch {
    return undefined;
  }
}
