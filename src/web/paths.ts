/** The paths of pages, as patterns: a path that matches none never reaches the API. */
export const RELEASE = '/ui/releases/:id{[a-z][a-z0-9.-]*}';
export const LOG = `${RELEASE}/logs/:step{[a-z][a-z0-9-]*}` as const;

/** The page that starts a release. */
export const START = '/ui/start';

export const ENVIRONMENT =
  '/ui/environments/:service{[a-z0-9][a-z0-9-]*}/:name{[a-z0-9][a-z0-9-]*}';

/** The page of an environment. */
export function environmentPath({ service, name }: { service: string; name: string }): string {
  return `/ui/environments/${service}/${name}`;
}

/** The page of a release. */
export function releasePath(id: string): string {
  return `/ui/releases/${id}`;
}

/** The log of a step, as a page. */
export function logPath(id: string, step: string): string {
  return `/ui/releases/${id}/logs/${step}`;
}
