import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { SlipwayError } from '../domain/errors.ts';

export interface GitOptions {
  /** Given to standard input. */
  readonly input?: string;
  /** Ends git when it fires. */
  readonly signal?: AbortSignal;
  /** No limit if it is not given. */
  readonly timeoutMs?: number;
  /** For how long it may print nothing; no limit if it is not given. */
  readonly silenceMs?: number;
  /** Whether the configuration of the user counts: credentials, proxies, known addresses. */
  readonly remote?: boolean;
}

export interface GitResult {
  /** `null` if a signal ended git. */
  readonly exitCode: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Why we ended it, if we did: its time was up, or it printed nothing for too long. */
  readonly stopped?: 'late' | 'silent';
}

/**
 * Runs git. An exit code other than 0 is a result, not an error.
 *
 * @throws SlipwayError REPOSITORY_UNREACHABLE if there is no git
 * @throws the reason of the signal, if it fires meanwhile
 */
export type Git = (args: readonly string[], options?: GitOptions) => Promise<GitResult>;

/** What git and ssh need to reach a repository. A GIT_DIR of the worker is not among it. */
const FOR_GIT =
  /^(PATH|HOME|USER|LOGNAME|XDG_CONFIG_HOME|SSH_AUTH_SOCK|SSH_ASKPASS|SSL_CERT_(FILE|DIR)|(HTTPS?|ALL|NO)_PROXY|GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|SSL_\w+|PROXY_\w+|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)))$/i;

/** What a configuration must not change in our own repositories. */
const ALWAYS = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'gc.auto=0',
  'maintenance.auto=false',
  'protocol.ext.allow=never',
  'safe.directory=*',
].flatMap((setting) => ['-c', setting]);

/** How long a helper of git, such as a shared ssh connection, may hold the output open. */
const DRAIN_MS = 1_000;

/** How many work on this machine's disk at once. What waits for another host is not counted. */
const LOCAL_AT_ONCE = Math.max(4, 2 * availableParallelism());

/** Makes a way to run git, without a shell and without a terminal to ask at. */
export function createGit(env: Readonly<Record<string, string | undefined>>): Git {
  const kept = Object.entries(env).filter(([name]) => FOR_GIT.test(name));
  const remote = { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  const local = {
    PATH: env['PATH'] ?? '/usr/bin:/bin',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    LC_ALL: 'C',
  };
  const inTurn = pLimit(LOCAL_AT_ONCE);
  return (args, options = {}) => {
    const all = [...ALWAYS, ...args];
    return options.remote ? run(all, remote, options) : inTurn(() => run(all, local, options));
  };
}

async function run(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  { input, signal, timeoutMs, silenceMs }: GitOptions,
): Promise<GitResult> {
  signal?.throwIfAborted();
  // In a session of its own, ssh finds no terminal to ask for a password at.
  const git = spawn('git', [...args], { env, detached: true, stdio: 'pipe' });
  let stopped: GitResult['stopped'];
  const stopAs = (why: GitResult['stopped']) => () => {
    stopped = why;
    end(git);
  };
  const stop = () => end(git);
  signal?.addEventListener('abort', stop, { once: true });
  const late = after(timeoutMs, stopAs('late'));
  const silent = after(silenceMs, stopAs('silent'));
  try {
    const result = await resultOf(git, { input, onOutput: () => silent?.refresh() });
    return { ...result, ...(stopped && { stopped }) };
  } finally {
    clearTimeout(late);
    clearTimeout(silent);
    signal?.removeEventListener('abort', stop);
    signal?.throwIfAborted();
  }
}

function after(ms: number | undefined, stop: () => void): NodeJS.Timeout | undefined {
  return ms === undefined ? undefined : setTimeout(stop, ms);
}

async function resultOf(
  git: ChildProcessWithoutNullStreams,
  { input, onOutput }: { input: string | undefined; onOutput(): void },
): Promise<GitResult> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const closed = new Promise((resolve) => git.once('close', resolve));
  // What could not be started says so later, and may have nothing to read from.
  const exited = once(git, 'exit').catch(refuse);
  if (git.pid === undefined) await exited;
  git.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  git.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  for (const stream of [git.stdout, git.stderr]) stream.on('data', onOutput);
  // git may end before it has read everything.
  git.stdin.on('error', () => {});
  git.stdin.end(input);
  const [exitCode] = (await exited) as [number | null];
  const timer = setTimeout(() => {
    git.stdout.destroy();
    git.stderr.destroy();
  }, DRAIN_MS);
  await closed;
  clearTimeout(timer);
  return { exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() };
}

/** git has helpers; they are in its group. */
function end({ pid, exitCode, signalCode }: ChildProcessWithoutNullStreams): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended meanwhile.
  }
}

function refuse(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ENOENT') throw error;
  const sentence = 'git was not found on the PATH of this process.';
  throw new SlipwayError('REPOSITORY_UNREACHABLE', sentence, { cause: error });
}
