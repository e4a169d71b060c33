/** `ssh://git@host:22/group/name.git`, `https://host/group/name`, `file:///srv/name.git` */
const URL_FORM = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/@]*@)?([^/:]*)(?::(\d+))?(\/.*)?$/i;
/** `git@host:group/name.git`: a colon before the first slash. */
const SCP_FORM = /^(?:[^/:@]*@)?([^/:]+):(.*)$/;

/** Hosts for ssh over the https port, by code host. */
const SAME_HOST: Readonly<Record<string, string>> = {
  'ssh.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
};
/** Default ports. The port of ssh never counts: the same host has another for https. */
const USUAL_PORT: Readonly<Record<string, string>> = { https: '443', http: '80' };

/**
 * Returns one key for all addresses of a repository, whether https, ssh or scp:
 * `github.com/example/hello`. Code hosts ignore case; local paths keep it.
 */
export function repositoryKey(address: string): string {
  const [, scheme = '', host = '', port, path = ''] = URL_FORM.exec(address) ?? [];
  if (scheme !== '') {
    if (host === '') return bare(path);
    const usual = USUAL_PORT[scheme.toLowerCase()] ?? port;
    return keyOf(port === undefined || port === usual ? host : `${host}:${port}`, path);
  }
  const [, scpHost, scpPath = ''] = SCP_FORM.exec(address) ?? [];
  return scpHost === undefined ? bare(address) : keyOf(scpHost, scpPath);
}

function keyOf(host: string, path: string): string {
  const lower = host.toLowerCase();
  return `${SAME_HOST[lower] ?? lower}/${bare(path).replace(/^\/+/, '').toLowerCase()}`;
}

function bare(path: string): string {
  return path.replace(/\/+$/, '').replace(/\.git$/i, '');
}
