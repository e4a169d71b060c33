import { hc } from 'hono/client';
import type { Api } from '../api/app.ts';

/** How requests are made. */
export interface Transport {
  /** The address of the API, without a slash at the end. */
  readonly url: string;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What carries a request; by default the network. */
  fetch?(request: Request): Response | Promise<Response>;
}

export type Client = ReturnType<typeof createClient>;

/**
 * The API as a program calls it: `client.releases[':id'].$get({ param: { id } })`. Paths, bodies and
 * answers are typed by the routes. Only types are imported of them, so it starts at once.
 */
export function createClient({ url, headers = {}, fetch }: Transport) {
  return hc<Api>(url, {
    headers: { ...headers },
    ...(fetch && {
      fetch: async (input: RequestInfo | URL, init?: RequestInit) =>
        fetch(new Request(input, init)),
    }),
  });
}
