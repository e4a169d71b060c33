/** Where the pages are, as patterns: what fits none of them never reaches the API. */
export const RELEASE = '/ui/releases/:id{[a-z][a-z0-9.-]*}';

/** The page of a release. */
export function releasePath(id: string): string {
  return `/ui/releases/${id}`;
}
