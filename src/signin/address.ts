import type { Visit } from '../api/sign-in.ts';

/**
 * Where a request comes from on the network. Each proxy appends whom it was asked by, and what is
 * before that anybody may have written.
 *
 * @param proxies how many stand before this process and can be believed
 */
export function addressOf(
  { remote = 'unknown', forwardedFor = '' }: Pick<Visit, 'remote' | 'forwardedFor'>,
  proxies: number,
): string {
  if (proxies === 0) return remote;
  return forwardedFor.split(',').at(-proxies)?.trim() || remote;
}
