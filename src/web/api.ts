import type { Context } from 'hono';
import { bodyOf } from '../client/answer.ts';
import { createClient, type Client } from '../client/client.ts';
import type { Me } from '../client/responses.ts';

/** Carries a request to the API of this process. */
export type ApiCall = (request: Request, env?: object) => Response | Promise<Response>;

/** What every page has at hand. */
export interface PageEnv {
  Variables: {
    api: Client;
    /** Asked at once, while the page gathers what it is about. */
    context: Promise<CliContext>;
  };
}

/** What the frame around every page tells. */
export interface CliContext {
  /** Who opened the page, if that is known. */
  readonly me: Me | undefined;
  readonly health: { readonly temporal: boolean; readonly worker: boolean };
}

/** By which the API knows who calls, and that a page of this site makes them. */
const CREDENTIALS = ['Authorization', 'Cookie', 'Origin', 'Sec-Fetch-Site'];

/** The API as whoever asked for this page has it: same host, same credentials. */
export function apiFor(c: Context, call: ApiCall): Client {
  const given = CREDENTIALS.map((name) => [name, c.req.header(name)] as const);
  const headers = Object.fromEntries(
    given.filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
  );
  const fetch = (request: Request) => call(request);
  return createClient({ url: new URL(c.req.url).origin, headers, fetch });
}

/** Never throws: a page that tells what is wrong has a frame as well. */
export async function contextOf(api: Client): Promise<CliContext> {
  const [me, health] = await Promise.all([
    bodyOf(api.me.$get()).catch(() => undefined),
    api.health.ready.$get().then(
      async (answer) => answer.json(),
      () => ({ temporal: false, worker: false }),
    ),
  ]);
  return { me, health };
}
