import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync } from 'node:fs';
import type { Duplex } from 'node:stream';

/** A running command and all that it started, as far as that did not leave. */
export interface ProcessGroup {
  /** Settles when the command itself has ended. Rejects if it could not be started. */
  readonly ended: Promise<{ exitCode: number | null; signalName: string | null }>;
  /** Sends a signal to the whole group. Does nothing once the group is released or gone. */
  end(signal: NodeJS.Signals): void;
  /** Lets what is left of the group stay, also when this process dies. Safe to call twice. */
  release(): void;
}

/**
 * The leash: a member of the group that reads from a pipe whose other end only we hold. When we
 * die, however we die, the pipe ends, and the leash kills the group that it is in: no other can be
 * meant. A line on the pipe lets it go. While it lives, the number of the group is not given away.
 */
const LEASHED = `
(trap '' HUP INT TERM; read -r _ <&3 || kill -KILL 0) </dev/null >/dev/null 2>&1 &
exec /bin/sh -c "$1" 3<&-`;

/** The descriptor of the leash's pipe. */
const LEASH = 3;

/**
 * Starts a line for `/bin/sh -c` in a process group of its own.
 *
 * @param writeFd where it prints; closed here, so that the end of the group is the end of the output
 */
export function startGroup(
  command: {
    readonly run: string;
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
  },
  writeFd: number,
): ProcessGroup {
  const { run, cwd, env } = command;
  const child = startLeashed(['-c', LEASHED, 'sh', run], { cwd, env }, writeFd);
  const ended = once(child, 'exit').then(([exitCode, signalName]) => ({ exitCode, signalName }));
  // What could not be started says so later, and has no leash if there were no descriptors left.
  if (child.pid === undefined) return { ended, end() {}, release() {} };
  const { pid } = child;
  const leash = child.stdio[LEASH] as Duplex;
  let held = true;
  leash.on('error', () => {});
  leash.once('close', () => (held = false));
  // Only so is it noticed that the leash has ended.
  leash.resume();
  return {
    ended,
    end(signal) {
      if (held) signalGroup(pid, signal);
    },
    release() {
      if (held) leash.end('let go\n');
      held = false;
    },
  };
}

function startLeashed(
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  writeFd: number,
): ChildProcess {
  try {
    const stdio = ['ignore', writeFd, writeFd, 'pipe'] as const;
    return spawn('/bin/sh', args, { ...options, detached: true, stdio: [...stdio] });
  } finally {
    closeSync(writeFd);
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone; some systems say that it must not be signalled while it is going.
  }
}
