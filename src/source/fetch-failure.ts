import { SlipwayError } from '../domain/errors.ts';
import type { GitResult } from './git.ts';

/** What git says after the reason, whatever the reason was. */
const BOILERPLATE = new Set([
  'fatal: Could not read from remote repository.',
  'Please make sure you have the correct access rights',
  'and the repository exists.',
  'fatal: the remote end hung up unexpectedly',
]);

/** How far it is, which says nothing about what went wrong. */
const PROGRESS = /^(remote: )?(Enumerating|Counting|Compressing|Receiving|Resolving|Total)\b/;

const STOPPED = { late: 'it took too long', silent: 'the host did not respond in time' };

/** Tells why a fetch failed, in git's own last words: REPOSITORY_UNREACHABLE or DISK_FULL. */
export function fetchFailure(
  repository: string,
  { stderr, stopped }: Pick<GitResult, 'stderr' | 'stopped'>,
): SlipwayError {
  const said = stderr
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !PROGRESS.test(line));
  const words = said.findLast((line) => !BOILERPLATE.has(line)) ?? said[0] ?? 'git was killed';
  const why = stopped ? STOPPED[stopped] : words;
  const code = isDiskFull(stderr) ? 'DISK_FULL' : 'REPOSITORY_UNREACHABLE';
  return new SlipwayError(code, withoutCredentials(`Fetching ${repository} failed: ${why}`));
}

/** Whether git says that a disk is full. */
export function isDiskFull(stderr: string): boolean {
  return /No space left on device|Disk quota exceeded/.test(stderr);
}

/** Masks user names and passwords in the URLs of a text. */
export function withoutCredentials(text: string): string {
  return text.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/]*@/gi, '$1***@');
}
