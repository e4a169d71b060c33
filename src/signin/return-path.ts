const NOWHERE = 'http://nowhere.invalid';

/**
 * Where a person goes after signing in: where they were, if that is a path of this site. Anything
 * else would let a link send people elsewhere in our name.
 */
export function returnPath(wanted: string | undefined): string {
  if (wanted === undefined || !wanted.startsWith('/') || !URL.canParse(wanted, NOWHERE)) return '/';
  const { origin, pathname, search, hash } = new URL(wanted, NOWHERE);
  const path = `${pathname}${search}${hash}`;
  const isHere = origin === NOWHERE && !path.startsWith('//');
  return isHere && !pathname.startsWith('/ui/sign-') ? path : '/';
}
