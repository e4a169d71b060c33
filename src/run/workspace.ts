import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { killOrphans } from './orphans.ts';
import { identityOf, isAlive, type ProcessIdentity } from './process-identity.ts';
import { removeFolder } from './remove-folder.ts';

/** A place of its own for one attempt of a step. */
export interface Workspace {
  /** Absolute, and empty at first. */
  readonly folder: string;
  readonly home: string;
  readonly temp: string;
  /**
   * Goes into the environment of its commands, so that strays can be found. They are looked for
   * only if somebody has asked for it.
   */
  readonly marker: string;
  /** Ends what was left running, and removes the workspace. Safe to call twice. */
  close(): Promise<void>;
}

/** One attempt of one step of one release. */
export interface WorkspaceKey {
  readonly releaseId: string;
  readonly step: string;
  /** From 1. */
  readonly attempt: number;
}

export interface Workspaces {
  /** Makes a workspace, after ending what earlier attempts of the step left on this machine. */
  open(attempt: WorkspaceKey): Promise<Workspace>;
  /** Puts away what workers left that are no more. Call it when a worker starts. */
  sweep(): Promise<void>;
}

/** Who works in a workspace; the attempt is for people who look in. */
interface Owner extends WorkspaceKey {
  readonly process: ProcessIdentity;
}

/** How long a workspace stays of whose owner nothing can be told. */
const UNKNOWN_OWNER_MS = 24 * 60 * 60_000;

/**
 * Makes workspaces below a folder of this machine, which workers may share.
 *
 * Their paths are short: the path of a socket has 108 bytes at most, and tests put theirs into
 * TMPDIR. A workspace is named by a hash of its step and a random part, which marks its processes.
 */
export function createWorkspaces(root: string): Workspaces {
  const base = resolve(root);
  const namesBelow = () => readdir(base).catch(() => []);
  return {
    async open(attempt) {
      const step = hashOf(attempt);
      const left = (await namesBelow()).filter((name) => name.startsWith(`${step}-`));
      for (const name of left) await putAwayIfPossible(base, name);
      return make(base, `${step}-${randomBytes(4).toString('hex')}`, attempt);
    },
    async sweep() {
      for (const name of await namesBelow())
        if (await isAbandoned(join(base, name))) await putAwayIfPossible(base, name);
    },
  };
}

async function make(base: string, name: string, attempt: WorkspaceKey): Promise<Workspace> {
  const place = join(base, name);
  await mkdir(place, { recursive: true });
  const self = await identityOf(process.pid);
  if (!self) throw new Error('This process cannot be identified: there is neither /proc nor ps.');
  // Before anything runs here, so that what is left can be told from what is in use.
  const owner: Owner = { ...attempt, process: self };
  await writeFile(ownerFile(place), JSON.stringify(owner));
  const [folder, home, temp] = [join(place, 'work'), join(place, 'home'), join(place, 'tmp')];
  await Promise.all([folder, home, temp].map((path) => mkdir(path)));
  let isMarking = false;
  return {
    folder,
    home,
    temp,
    get marker() {
      isMarking = true;
      return name;
    },
    // Looking takes longer than all the rest, and a deployment to a folder marks no process.
    close: () => (isMarking ? putAway(base, name) : removeFolder(place)),
  };
}

async function putAway(base: string, name: string): Promise<void> {
  await killOrphans(name);
  await removeFolder(join(base, name));
}

/** What cannot be removed, such as a mount of a build, keeps no worker and no step from starting. */
async function putAwayIfPossible(base: string, name: string): Promise<void> {
  await killOrphans(name);
  await removeFolder(join(base, name)).catch(() => {});
}

async function isAbandoned(place: string): Promise<boolean> {
  const owner = await readOwner(place);
  const alive = owner && (await isAlive(owner.process));
  if (alive !== undefined) return !alive;
  const { mtimeMs } = await stat(place).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > UNKNOWN_OWNER_MS;
}

/** The file may be missing or half: its owner was killed, or is about to write it. */
async function readOwner(place: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(ownerFile(place), 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

function ownerFile(place: string): string {
  return join(place, 'owner.json');
}

function hashOf({ releaseId, step }: WorkspaceKey): string {
  return createHash('sha256').update(`${releaseId}/${step}`).digest('hex').slice(0, 8);
}
