/** `ssh://git@host:22/group/name.git`, `https://host/group/name`, `file:///srv/name.git` */
const URL_FORM = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/@]*@)?([^/:]*)(?::(\d+))?(\/.*)?$/i;
/** `git@host:group/name.git`: a colon before the first slash. */
const SCP_FORM = /^(?:[^/:@]*@)?([^/:]+):(.*)$/;

/** Where ssh over the port of https is another host of the same forge. */
const SAME_HOST: Readonly<Record<string, string>> = {
  'ssh.github.com': 'github.com',
  'altssh.gitlab.com': 'gitlab.com',
};
/** The port that says nothing. That of ssh never does: the same forge has another for https. */
const USUAL_PORT: Readonly<Record<string, string>> = { https: '443', http: '80' };

/**
 * What the addresses of one repository have in common, whether they are of https, of ssh, or as scp
 * writes them: `github.com/example/hello`. Forges take no notice of upper and lower case; of a
 * path on this machine the file system does.
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
