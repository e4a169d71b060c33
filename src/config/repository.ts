import { resolve } from 'node:path';

/** `https://…`, `ssh://…`, `file:///…` */
const URL_FORM = /^[a-z][a-z0-9+.-]*:\/\//i;
/** `git@github.com:example/hello.git`: a colon before the first slash, as git reads it. */
const SCP_FORM = /^[^/:]+:/;

/** The problem of a repository's address, or `undefined`. */
export function repositoryProblem(repository: string): string | undefined {
  // git would read these as an option, and as a command to run.
  if (repository.startsWith('-')) return 'found a leading -, expected a git URL or a path';
  if (/^[^/]*::/.test(repository)) return 'found a transport helper, expected a git URL or a path';
  if (/[\0-\x20\x7f]/.test(repository) && isUrl(repository))
    return 'found a space or a control character, expected a git URL';
  // The address is part of the plan, which the history and the API show.
  if (/^[a-z][a-z0-9+.-]*:\/\/[^/]*:[^/]*@/i.test(repository))
    return 'found a password in the address, expected none: use a git credential helper';
  if (/^https?:\/\/[^/]*@/i.test(repository))
    return 'found a user or a token in the address, expected none: use a git credential helper';
  return undefined;
}

/** A git URL as it is; a path as an absolute one. */
export function absoluteRepository(repository: string, directory: string): string {
  return isUrl(repository) ? repository : resolve(directory, repository);
}

function isUrl(repository: string): boolean {
  return URL_FORM.test(repository) || SCP_FORM.test(repository);
}
