/** Returns the methods of all routes that match a path. */
export function methodsOf(
  routes: readonly { readonly method: string; readonly path: string }[],
  path: string,
): string[] {
  const parts = path.split('/');
  const fits = (pattern: string) => {
    const wanted = pattern.split('/');
    return (
      wanted.length === parts.length &&
      wanted.every((part, i) => part.startsWith(':') || part === parts[i])
    );
  };
  const methods = routes.filter(({ method, path: p }) => method !== 'ALL' && fits(p));
  return [...new Set(methods.map(({ method }) => method))];
}
