import { type Client, createClient } from '../client/client.ts';
import { EXIT } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';

/** Where the API is, and as whom it is asked. */
export interface ConnectionSettings {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token?: { reveal(): string };
}

export type Fetch = (request: Request) => Response | Promise<Response>;

const HOW = 'Set the address of the API with --url or SLIPWAY_URL.';

/**
 * The API at an address. A call ends in a CommandFailure where nothing answers, or something that
 * is not Slipway; what Slipway refuses is an answer.
 */
export function connect({ url, token }: ConnectionSettings, send: Fetch = fetch): Client {
  return createClient({
    url,
    ...(token && { headers: { Authorization: `Bearer ${token.reveal()}` } }),
    fetch: async (request) => recognised(url, await answerOf(url, request, send)),
  });
}

async function answerOf(url: string, request: Request, send: Fetch): Promise<Response> {
  try {
    return await send(request);
  } catch (error) {
    // Anything else is no trouble with the network.
    if (!(error instanceof TypeError)) throw error;
    throw unreachable(url, reasonOf(error), error);
  }
}

/** @throws CommandFailure if this is no answer of Slipway */
function recognised(url: string, response: Response): Response {
  const type = response.headers.get('Content-Type') ?? '';
  if (response.ok && !type.startsWith('text/html')) return response;
  if (type.startsWith('application/problem+json')) return response;
  if ([502, 503, 504].includes(response.status))
    throw unreachable(url, `the proxy responded ${response.status}`);
  const what = `What answers at ${url} is not Slipway (${response.status} ${type || 'without a type'}).`;
  throw new CommandFailure(EXIT.unreachable, what, HOW);
}

function unreachable(url: string, reason: string, cause?: unknown): CommandFailure {
  const next = `Start Slipway there (\`npm start\`). ${HOW}`;
  return new CommandFailure(EXIT.unreachable, `Cannot connect to ${url}: ${reason}.`, next, {
    cause,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection closed',
  UND_ERR_SOCKET: 'connection closed',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'DNS lookup failed',
  ETIMEDOUT: 'timed out',
  UND_ERR_CONNECT_TIMEOUT: 'timed out',
  UND_ERR_HEADERS_TIMEOUT: 'timed out',
};

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string } };
  if (cause?.code?.startsWith('HPE_')) return 'the server does not speak HTTP';
  return REASONS[cause?.code ?? ''] ?? cause?.message ?? String(error);
}
