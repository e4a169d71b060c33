import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SlipwayError } from '../domain/errors.ts';
import { claim, refuseIfClaimed, unclaim } from './database-claim.ts';
import { serverCommand, type ServerCommandSettings } from './dev-server-command.ts';
import { hiddenAddress } from '../program/hidden-address.ts';
import { isFree } from '../program/ports.ts';
import { makeReady } from './server-ready.ts';
import { stoppedWithParent } from './stop-with-parent.ts';
import { openUi, type Ui } from './ui.ts';

/** How the embedded Temporal server runs. */
export interface DevServerSettings extends Omit<ServerCommandSettings, 'ui'> {
  /** Where people reach its UI. */
  readonly uiPort: number;
  /**
   * Whether it has a UI also where the port of the UI itself cannot be hidden: web pages may do
   * there what the UI can. false if not given.
   */
  readonly unguardedUi?: boolean;
  /** What it prints is put at the end of this file. */
  readonly logFile: string;
  /** Whether it ends when this process has ended, even by SIGKILL; true if not given. */
  readonly leash?: boolean;
  /** 30 s if not given. */
  readonly readyWithinMs?: number;
}

/** A Temporal server that runs beside this process. */
export interface DevServer {
  /** `host:port` of its gRPC service. */
  readonly address: string;
  /** `undefined` where it has no UI. */
  readonly uiUrl: string | undefined;
  /** The process of the server itself, and of its process group. */
  readonly pid: number;
  /** Settles when the server has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Ends the server: asks, and after 10 s insists. May be called twice. */
  stop(): Promise<void>;
}

const STOP_PATIENCE_MS = 10_000;

/**
 * Starts a Temporal dev server on a file database, and waits until it serves. Web pages can do
 * nothing there: see `serverCommand` and `guardUi`.
 *
 * It is not in the process group of the terminal, so Ctrl-C reaches only us; it ends when this
 * process has ended, unless `leash` is false. Its closed runs are kept for 30 days.
 *
 * @throws SlipwayError PORT_IN_USE; DATABASE_IN_USE if another server uses the database;
 * TEMPORAL_UNREACHABLE with the end of its log if it ended or did not serve in time
 */
export async function startDevServer(
  given: DevServerSettings,
  hide: typeof hiddenAddress = hiddenAddress,
): Promise<DevServer> {
  const settings = { ...given, databaseFile: resolve(given.databaseFile) };
  const { host = '127.0.0.1', port, databaseFile, logFile, leash = true } = settings;
  await refuseBusyPort(host, port);
  await refuseIfClaimed(databaseFile);
  for (const file of [databaseFile, logFile]) await mkdir(dirname(file), { recursive: true });
  const logStart = await sizeOf(logFile);
  const ui = await openUi({ ...settings, hide });
  const command = serverCommand({ ...settings, ui: ui?.hidden });
  const running = await spawnServer(command, logFile, leash).catch(async (error) => {
    await ui?.close();
    throw error;
  });
  const address = `${host}:${port}`;
  const pid = running.child.pid as number;
  await claim(databaseFile, pid, address);
  const ended = whenEnded(running, databaseFile, ui);
  const stop = async () => await stopServer(running.child, ended);
  const server = { address, uiUrl: ui?.url, pid, ended, stop };
  try {
    await waitUntilReady(server, settings);
    return server;
  } catch (error) {
    await stop();
    const log = (await readFile(logFile)).subarray(logStart).toString();
    throw new SlipwayError('TEMPORAL_UNREACHABLE', failureText(error, log), { cause: error });
  }
}

async function refuseBusyPort(host: string, port: number): Promise<void> {
  if (await isFree(port, host)) return;
  const sentence = `Port ${port} of ${host}, meant for Temporal, is in use.`;
  throw new SlipwayError('PORT_IN_USE', sentence);
}

async function sizeOf(file: string): Promise<number> {
  return await stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

interface Running {
  readonly child: ChildProcess;
  readonly exited: Promise<unknown>;
}

async function spawnServer(
  command: readonly string[],
  logFile: string,
  leash: boolean,
): Promise<Running> {
  const [program = '', ...args] = leash ? stoppedWithParent(command) : command;
  const log = await open(logFile, 'a');
  try {
    const output = ['ignore', log.fd, log.fd] as const;
    const stdio = leash ? [...output, 'pipe' as const] : [...output];
    const child = spawn(program, args, { detached: true, stdio });
    const exited = new Promise((settle) => child.once('exit', settle));
    await once(child, 'spawn');
    // Its end is heard of by the exit of the server.
    child.stdio[3]?.on('error', () => {});
    return { child, exited };
  } catch (error) {
    const sentence = `${program} could not be started: ${(error as Error).message}`;
    throw new SlipwayError('TEMPORAL_UNREACHABLE', sentence, { cause: error });
  } finally {
    await log.close();
  }
}

async function whenEnded(
  { child, exited }: Running,
  databaseFile: string,
  ui: Ui | undefined,
): Promise<void> {
  await exited;
  if (child.stdio[3]) endGroup(child.pid as number);
  child.stdio[3]?.destroy();
  await ui?.close();
  await unclaim(databaseFile);
}

/** Ends the leash, whose server is gone. It is what keeps the number of the group ours. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing is left of it.
  }
}

async function stopServer(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(timer);
}

async function waitUntilReady(server: DevServer, settings: DevServerSettings): Promise<void> {
  const { host = '127.0.0.1', port, namespace = 'default', readyWithinMs = 30_000 } = settings;
  const stopWaiting = new AbortController();
  const late = new Error(`did not start within ${readyWithinMs / 1000} s`);
  const timer = setTimeout(() => stopWaiting.abort(late), readyWithinMs);
  const death = server.ended.then(() => {
    stopWaiting.abort(new Error('ended before it served'));
    throw stopWaiting.signal.reason;
  });
  death.catch(() => {});
  try {
    await Promise.race([makeReady({ host, port, namespace, signal: stopWaiting.signal }), death]);
  } finally {
    clearTimeout(timer);
    stopWaiting.abort();
  }
}

function failureText(error: unknown, log: string): string {
  const tail = log.trim().split('\n').slice(-10).join('\n');
  return `The Temporal server ${(error as Error).message}. The end of its log:\n${tail}`;
}
