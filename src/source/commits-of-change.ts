import type { Author } from '../domain/plan.ts';
import { type ChangeRequest, rangeOf } from './change.ts';
import type { Mirror } from './mirror.ts';

export interface CommitsRequest extends ChangeRequest {
  /** How many of the newest are left out. */
  readonly skip: number;
  /** How many are listed at most. */
  readonly limit: number;
}

export interface ChangedCommits {
  /** The newest first. Where there is nothing before, only the commit itself. */
  readonly commits: readonly ChangedCommit[];
  /** How many there are in all. */
  readonly commitCount: number;
}

export interface ChangedCommit {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly author: Author;
  /** The first line of the message. */
  readonly subject: string;
  /** When it was committed, in milliseconds since the Unix epoch. */
  readonly atMs: number;
}

/** Lists the commits between two of them, as `changeOf` counts them. */
export async function commitsOf(mirror: Mirror, request: CommitsRequest): Promise<ChangedCommits> {
  const { commits: range } = await rangeOf(mirror, request);
  const { skip, limit } = request;
  const page = [`--skip=${skip}`, `--max-count=${Math.max(0, limit)}`];
  const isOne = range[0] === '-1';
  const format = '--format=%H%x00%an%x00%ae%x00%ct%x00%s';
  const listed = await read(mirror, [
    'log',
    format,
    ...(isOne ? range : [...page, ...range]),
    '--',
  ]);
  const commitCount = isOne
    ? 1
    : Number(await read(mirror, ['rev-list', '--count', ...range, '--']));
  const lines = listed.split('\n').filter((line) => line !== '');
  return { commits: isOne && skip > 0 ? [] : lines.map(commitOf), commitCount };
}

function commitOf(line: string): ChangedCommit {
  const [commit = '', name = '', email = '', seconds = '0', subject = ''] = line.split('\0');
  return { commit, author: { name, email }, subject, atMs: Number(seconds) * 1_000 };
}

async function read({ git }: Mirror, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await git(args);
  if (exitCode !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`);
  return stdout.toString();
}
