/** Links to commits at GitHub, GitLab and similar code hosts. */

export interface CodeHostLinks {
  /** The difference between two trees, also of diverged histories. */
  compare(from: string, to: string): string;
  commit(commit: string): string;
}

const BITBUCKET = 'bitbucket.org';
const GITHUB = 'github.com';

/**
 * Returns the links of a repository.
 *
 * @param repository a git URL or a path
 * @returns `undefined` if the repository has no HTTPS page
 */
export function forgeOf(repository: string): CodeHostLinks | undefined {
  const place = placeOf(repository);
  if (!place) return undefined;
  const { host, path } = place;
  const base = `https://${host}/${path}`;
  if (host === BITBUCKET)
    return {
      compare: (from, to) => `${base}/branches/compare/${to}..${from}`,
      commit: (commit) => `${base}/commits/${commit}`,
    };
  if (host === GITHUB)
    return {
      compare: (from, to) => `${base}/compare/${from}..${to}`,
      commit: (commit) => `${base}/commit/${commit}`,
    };
  // GitLab redirects the common form to its own for signed-in users only.
  const at = host.split('.').includes('gitlab') ? `${base}/-` : base;
  return {
    // Only GitLab reads `straight`, and it has no two-dot form. Others show added commits only.
    compare: (from, to) => `${at}/compare/${from}...${to}?straight=true`,
    commit: (commit) => `${at}/commit/${commit}`,
  };
}

/** Leaves out the user info before the host, which may hold a password. */
const HTTPS = /^https:\/\/(?:[^@/]*@)?([A-Za-z0-9.-]+(?::\d+)?)\/(.+)$/;
const SSH = /^(?:ssh:\/\/)?git@([A-Za-z0-9.-]+)[:/](?:\d+\/)?(.+)$/;

function placeOf(repository: string): { host: string; path: string } | undefined {
  const [, host, found] = HTTPS.exec(repository) ?? SSH.exec(repository) ?? [];
  const path = found?.replace(/\/+$/, '').replace(/\.git$/, '');
  if (host === undefined || path === undefined) return undefined;
  // At least an owner and a name, and no characters that change the address.
  return /^[\w.~-]+(\/[\w.~-]+)+$/.test(path) ? { host, path } : undefined;
}
