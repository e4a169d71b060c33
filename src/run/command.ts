import type { Socket } from 'node:net';
import { closed, letGo, openOutputPipe, quiet } from './output-pipe.ts';
import { type ProcessGroup, startGroup } from './process-group.ts';

/** What to run, and what it may see. */
export interface Command {
  /** A line for `/bin/sh -c`. */
  readonly run: string;
  readonly cwd: string;
  /** The whole environment of the process: nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends the whole process group when it fires. */
  readonly signal: AbortSignal;
  /** Standard output and error, as they come. Returning `false` ends the command as too loud. */
  readonly onOutput: (chunk: Buffer) => boolean;
  /** Whether what the command left running may stay. Otherwise it is ended with the command. */
  readonly leaveRunning?: boolean;
}

/** How a command ended. `exitCode` is set exactly for `exited`, `signalName` for `killed`. */
export type CommandResult =
  | { readonly ended: 'exited'; readonly exitCode: number }
  | { readonly ended: 'killed'; readonly signalName: string }
  | { readonly ended: 'timed-out' }
  | { readonly ended: 'aborted' }
  | { readonly ended: 'too-loud' }
  /** Line and environment together are more than the system passes on to a process. */
  | { readonly ended: 'too-large' };

type Stop = 'timed-out' | 'aborted' | 'too-loud' | 'broken';

/** What a command gets between the request to end and the end. */
const GRACE_MS = 2_000;
/** The most that Node's timers take. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Runs a command in a process group of its own, and ends the whole group with it: when it is
 * over, when it is stopped, and when this process dies, however it dies. What it leaves running
 * by permission stays, and may go on printing, to nowhere. Any number may run at once.
 *
 * @returns how it ended; a failing command is a result, not an error
 * @throws what `onOutput` throws, and the error of the system if the command cannot be started
 */
export async function runCommand(command: Command): Promise<CommandResult> {
  if (command.signal.aborted) return { ended: 'aborted' };
  const { output, writeFd } = await openOutputPipe(command.env['PATH']);
  let group: ProcessGroup;
  try {
    group = startGroup(command, writeFd);
  } catch (error) {
    output.destroy();
    if ((error as NodeJS.ErrnoException).code === 'E2BIG') return { ended: 'too-large' };
    throw error;
  }
  const watch = watchOver(command, group, output);
  try {
    const { exitCode, signalName } = await group.ended;
    watch.ended();
    if (watch.why()) await closed(output, GRACE_MS);
    else await quiet(output);
    await putAway(group, output, command.leaveRunning === true && !watch.why());
    const why = watch.why();
    if (why === 'broken') throw watch.error();
    if (why) return { ended: why };
    if (signalName !== null) return { ended: 'killed', signalName };
    return { ended: 'exited', exitCode: exitCode ?? 0 };
  } finally {
    watch.close();
    group.release();
    output.destroy();
  }
}

async function putAway(group: ProcessGroup, output: Socket, mayStay: boolean): Promise<void> {
  if (mayStay) {
    group.release();
    return letGo(output);
  }
  group.end('SIGKILL');
  // What left the group may hold the output open for ever.
  await quiet(output);
}

/** Stops the command when its time is over, when it is aborted, and when it is too loud. */
function watchOver({ timeoutMs, signal, onOutput }: Command, group: ProcessGroup, output: Socket) {
  let why: Stop | undefined;
  let last: NodeJS.Timeout | undefined;
  let thrown: unknown;
  const stop = (reason: Stop) => {
    if (why) return;
    why = reason;
    group.end('SIGTERM');
    last = setTimeout(() => group.end('SIGKILL'), GRACE_MS);
  };
  const abort = () => stop('aborted');
  const timer = setTimeout(() => stop('timed-out'), Math.min(timeoutMs, LONGEST_MS));
  signal.addEventListener('abort', abort, { once: true });
  // It may have been aborted while the pipe was made.
  if (signal.aborted) abort();
  output.on('data', (chunk: Buffer) => {
    // The last words of a command that is asked to end are of use, but not more of too much.
    if (why === 'too-loud' || why === 'broken') return;
    try {
      if (!onOutput(chunk)) stop('too-loud');
    } catch (error) {
      // Out of here it would end this process.
      thrown = error;
      stop('broken');
    }
  });
  /** The command has ended: it can no longer be too late. */
  const ended = () => {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  };
  const close = () => {
    ended();
    clearTimeout(last);
  };
  return { why: () => why, error: () => thrown, ended, close };
}
