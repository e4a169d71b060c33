/** What a browser says of the page that sent a request. Other programs say nothing. */
export interface Sender {
  /** The header Sec-Fetch-Site. */
  readonly site: string | undefined;
  /** The header Origin. */
  readonly origin: string | undefined;
}

/**
 * Whether a page of this site sent a request, or a page of another site, or nobody says so. The
 * host decides: before a proxy the protocol may be another.
 *
 * @param hosts of this site, with the port where that is not the usual one
 */
export function senderOf(
  { site, origin }: Sender,
  hosts: readonly string[],
): 'this-site' | 'another-site' | 'unsaid' {
  // A person typed the address: no page can make a browser say so.
  if (site === 'none') return 'unsaid';
  if (site !== undefined) return site === 'same-origin' ? 'this-site' : 'another-site';
  if (origin === undefined) return 'unsaid';
  const host = /^https?:\/\/([^/]+)$/.exec(origin)?.[1];
  return host !== undefined && hosts.includes(host) ? 'this-site' : 'another-site';
}
