import type { Author } from '../domain/author.ts';
import { SlipwayError } from '../domain/errors.ts';
import type { Mirror } from './mirror.ts';

/** What a commit says about itself. */
export interface CommitFacts {
  readonly author: Author;
  /** The first line of the message. */
  readonly subject: string;
  /** When it was committed, in milliseconds since the Unix epoch: a rebase makes it younger. */
  readonly committedAtMs: number;
}

/** What rev-parse would take for more than a name: `main~3`, `@{-1}`, `a..b`, `-x`. */
const NO_REF_NAME = /^[-/]|[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/$/;

/**
 * Checks that a text is a commit in full, so that git can take it for nothing else.
 *
 * @throws SlipwayError COMMIT_NOT_FOUND
 */
export function checkFull(commit: string): void {
  if (!/^[0-9a-f]{40}$/.test(commit)) throw commitNotFound(commit);
}

export function commitNotFound(commit: string): SlipwayError {
  return new SlipwayError('COMMIT_NOT_FOUND', `Commit ${commit} not found.`);
}

/**
 * Whether the mirror has a commit with all that belongs to it. A fetch that was killed may leave
 * a commit without its files, so that its mere presence proves nothing.
 */
export async function hasWhole({ git }: Mirror, commit: string): Promise<boolean> {
  const args = ['rev-list', '--objects', '--quiet', `${commit}^{commit}`, '--not', '--all'];
  return (await git(args)).exitCode === 0;
}

/** The commits of the mirror whose names begin like this. */
export async function commitsLike({ git }: Mirror, start: string): Promise<string[]> {
  const { stdout: names } = await git(['rev-parse', `--disambiguate=${start}`]);
  const input = names.toString();
  const { stdout: kinds } = await git(['cat-file', '--batch-check'], { input });
  return [...kinds.toString().matchAll(/^([0-9a-f]{40}) commit /gm)].map(([, id = '']) => id);
}

/** The commit that a branch, or else a tag, of exactly this name points to. */
export async function commitOfRef({ git }: Mirror, name: string): Promise<string | undefined> {
  if (name === '' || NO_REF_NAME.test(name)) return undefined;
  for (const place of [`refs/heads/${name}`, `refs/tags/${name}`]) {
    const { exitCode, stdout } = await git([
      'rev-parse',
      '--verify',
      '--quiet',
      `${place}^{commit}`,
    ]);
    if (exitCode === 0) return stdout.toString().trim();
  }
  return undefined;
}

/** Whether a commit that may be here is reachable from one of these branches. */
export async function isOn(
  { git }: Mirror,
  commit: string,
  branches: readonly string[],
): Promise<boolean> {
  const refs = branches.map((branch) => `refs/heads/${branch}`);
  const args = ['for-each-ref', `--contains=${commit}`, '--format=%(refname)', ...refs];
  const { stdout } = await git(args);
  const found = stdout.toString().split('\n');
  // A pattern also takes what is below it: `main` takes `main/else`.
  return found.some((ref) => refs.includes(ref));
}

/** Reads what a commit that is here says. */
export async function factsOf({ git }: Mirror, commit: string): Promise<CommitFacts> {
  const format = '--format=%an%x00%ae%x00%ct%x00%s';
  const { exitCode, stdout, stderr } = await git(['log', '-1', format, commit]);
  if (exitCode !== 0) throw new Error(`git log failed: ${stderr}`);
  const [name = '', email = '', seconds, subject = ''] = stdout.toString().trimEnd().split('\0');
  return { author: { name, email }, subject, committedAtMs: Number(seconds) * 1_000 };
}
