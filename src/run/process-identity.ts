import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in whatever form the system tells it. */
  readonly started: string;
  /** The numbering that the pid belongs to: containers have their own. */
  readonly namespace: string;
}

/** Identifies a process that runs now; `undefined` if there is none of this number. */
export async function identityOf(pid: number): Promise<ProcessIdentity | undefined> {
  const started = (await startOnLinux(pid)) ?? (await startByPs(pid));
  return started === undefined ? undefined : { pid, started, namespace: await ownNamespace() };
}

/** Whether the very process still runs; `undefined` if that cannot be told from here. */
export async function isAlive(process: ProcessIdentity): Promise<boolean | undefined> {
  if (process.namespace !== (await ownNamespace())) return undefined;
  return (await identityOf(process.pid))?.started === process.started;
}

/** Field 22 of proc_pid_stat(5); the name in field 2 may hold spaces and parentheses. */
async function startOnLinux(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const [state, ...fields] = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
  // A zombie has ended; nobody has asked it how.
  return state === 'Z' ? undefined : fields[18];
}

async function startByPs(pid: number): Promise<string | undefined> {
  const asked = promisify(execFile)('ps', ['-o', 'lstart=,stat=', '-p', String(pid)]);
  const { stdout } = await asked.catch(() => ({ stdout: '' }));
  const [, started, state] = /^\s*(.+?)\s+(\S+)\s*$/.exec(stdout) ?? [];
  return state?.startsWith('Z') ? undefined : started;
}

function ownNamespace(): Promise<string> {
  return readlink('/proc/self/ns/pid').catch(() => 'the only one');
}
