/** Where the pages are, as patterns: what fits none of them never reaches the API. */
export const RELEASE = '/ui/releases/:id{[a-z][a-z0-9.-]*}';
export const LOG = `${RELEASE}/logs/:step{[a-z][a-z0-9-]*}` as const;

/** The page of a release. */
export function releasePath(id: string): string {
  return `/ui/releases/${id}`;
}

/** The log of a step, as a page. */
export function logPath(id: string, step: string): string {
  return `/ui/releases/${id}/logs/${step}`;
}
