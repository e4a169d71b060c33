import type { Author } from '../domain/author.ts';
import type { Mirror } from './mirror.ts';

/** A commit as people see it in a list. */
export interface ListedCommit {
  /** 40 hexadecimal digits. */
  readonly commit: string;
  readonly author: Author;
  /** The first line of the message, at most 500 characters. */
  readonly subject: string;
  /** When it was committed, in milliseconds since the Unix epoch. */
  readonly atMs: number;
}

const LONGEST_SUBJECT = 500;

/** One part of a list of commits. */
export interface Page {
  /** How many of the newest are left out. */
  readonly skip: number;
  /** How many are listed at most. */
  readonly limit: number;
}

/**
 * Lists commits, the newest first.
 *
 * @param range as `git log` takes it
 */
export async function listCommits(
  mirror: Mirror,
  range: readonly string[],
  { skip, limit }: Page,
): Promise<readonly ListedCommit[]> {
  const page = [`--skip=${skip}`, `--max-count=${Math.max(0, limit)}`];
  const format = '--format=%H%x00%an%x00%ae%x00%ct%x00%s';
  const log = await readGit(mirror, ['log', format, ...page, ...range, '--']);
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map(commitOf);
}

/** What git prints in a mirror. @throws Error if git fails */
export async function readGit({ git }: Mirror, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await git(args);
  if (exitCode !== 0) throw new Error(`git ${args[0]} failed: ${stderr}`);
  return stdout.toString();
}

function commitOf(line: string): ListedCommit {
  const [commit = '', name = '', email = '', seconds = '0', subject = ''] = line.split('\0');
  return {
    commit,
    author: { name, email },
    subject: subject.slice(0, LONGEST_SUBJECT),
    atMs: Number(seconds) * 1_000,
  };
}
