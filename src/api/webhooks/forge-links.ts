/** Addresses of commits where people look at repositories: GitHub, GitLab, and those like them. */

export interface CodeHostLinks {
  /** What differs between the trees of two commits, also where the histories have parted. */
  compare(from: string, to: string): string;
  commit(commit: string): string;
}

const BITBUCKET = 'bitbucket.org';
const GITHUB = 'github.com';

/**
 * Tells where the commits of a repository are shown.
 *
 * @param repository a git URL or a path
 * @returns `undefined` where people cannot look over HTTPS
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
  // GitLab leads from the form of the others to its own, but only people who are signed in.
  const at = host.split('.').includes('gitlab') ? `${base}/-` : base;
  return {
    // Only GitLab reads `straight`, and knows no two dots. Others show what comes, not what goes.
    compare: (from, to) => `${at}/compare/${from}...${to}?straight=true`,
    commit: (commit) => `${at}/commit/${commit}`,
  };
}

/** Without what is in front of the host: nobody is shown a password. */
const HTTPS = /^https:\/\/(?:[^@/]*@)?([A-Za-z0-9.-]+(?::\d+)?)\/(.+)$/;
const SSH = /^(?:ssh:\/\/)?git@([A-Za-z0-9.-]+)[:/](?:\d+\/)?(.+)$/;

function placeOf(repository: string): { host: string; path: string } | undefined {
  const [, host, found] = HTTPS.exec(repository) ?? SSH.exec(repository) ?? [];
  const path = found?.replace(/\/+$/, '').replace(/\.git$/, '');
  if (host === undefined || path === undefined) return undefined;
  // An owner and a name at least, and nothing that would make it another address.
  return /^[\w.~-]+(\/[\w.~-]+)+$/.test(path) ? { host, path } : undefined;
}
