import type { Context } from 'hono';
import { bodyOf } from '../client/answer.ts';
import { createClient, type Client } from '../client/client.ts';
import type { Me } from '../client/responses.ts';

/** Carries a request to the API of this process. */
export type ApiCall = (request: Request, env?: object) => Response | Promise<Response>;

export interface PageEnv {
  Variables: {
    api: Client;
    /** Requested at once, in parallel to the data of the page. */
    frameData: Promise<FrameData>;
  };
}

/** The data of the frame around every page. */
export interface FrameData {
  /** The reader, if known. */
  readonly me: Me | undefined;
  readonly health: { readonly temporal: boolean; readonly worker: boolean };
}

/** Identify the reader to the API, and prove that the request comes from this site. */
const CREDENTIALS = ['Authorization', 'Cookie', 'Origin', 'Sec-Fetch-Site'];

/** A client of the API with the host and credentials of the page's request. */
export function apiFor(c: Context, call: ApiCall): Client {
  const given = CREDENTIALS.map((name) => [name, c.req.header(name)] as const);
  const headers = Object.fromEntries(
    given.filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
  );
  const fetch = (request: Request) => call(request);
  return createClient({ url: new URL(c.req.url).origin, headers, fetch });
}

/** Never throws: an error page has a frame as well. */
export async function frameDataOf(api: Client): Promise<FrameData> {
  const [me, health] = await Promise.all([
    bodyOf(api.me.$get()).catch(() => undefined),
    api.health.ready.$get().then(
      async (answer) => answer.json(),
      () => ({ temporal: false, worker: false }),
    ),
  ]);
  return { me, health };
}
