import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream';
import { SlipwayError } from '../domain/errors.ts';
import { senderOf } from '../domain/people/sender.ts';
import type { ListenAddress } from '../program/hidden-address.ts';

/** A proxy before Temporal's UI. */
export interface UiGuard {
  /** Ends what is under way. May be called twice. */
  close(): Promise<void>;
}

const SAFE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** What is between two neighbours only, by RFC 9110; the framing of a request goes on as it came. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade'];

/**
 * Serves Temporal's UI at an address that people know, to browsers that were sent there by name.
 * The UI itself answers to any: a page of the web may point a name of its own at 127.0.0.1 (DNS
 * rebinding), and then do all that the UI can. What changes something is taken from its own pages
 * only, or from what is no browser.
 *
 * @throws SlipwayError PORT_IN_USE
 */
export async function guardUi(at: ListenAddress, ui: ListenAddress): Promise<UiGuard> {
  const hosts = hostsOf(at.port);
  const server = createServer((asked, answer) => {
    const refusal = refusalOf(asked, hosts);
    if (refusal) answer.writeHead(refusal.status, TEXT).end(`${refusal.why}\n`);
    else forward(asked, answer, ui);
  });
  server.listen({ ...at, exclusive: true });
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    const sentence = `Cannot listen on ${at.host}:${at.port} for Temporal's UI`;
    throw new SlipwayError('PORT_IN_USE', `${sentence} (${error.code ?? error.message}).`);
  });
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

const TEXT = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };

/** As browsers name this machine, and no page of the web can be named. */
function hostsOf(port: number): readonly string[] {
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  return [...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])];
}

function refusalOf({ method = '', headers }: IncomingMessage, hosts: readonly string[]) {
  const { host = '', origin } = headers;
  if (!hosts.includes(host.toLowerCase()))
    return { status: 421, why: `Temporal's UI is at http://${hosts[0]}, and answers to no other.` };
  const site = headers['sec-fetch-site'];
  const sender = senderOf({ site: site?.toString(), origin }, hosts);
  if (SAFE.includes(method) || sender !== 'another-site') return undefined;
  return { status: 403, why: 'A page of another site sent the request.' };
}

/** Hands a request on, and its answer back, as they come. */
function forward(asked: IncomingMessage, answer: ServerResponse, ui: ListenAddress): void {
  const { method, url: path, headers } = asked;
  const onward = request({ ...ui, method, path, headers: endToEnd(headers), agent: false });
  onward.once('response', (found) => {
    // Node frames an answer by what the other side understands.
    const { 'transfer-encoding': _, ...kept } = endToEnd(found.headers);
    answer.writeHead(found.statusCode ?? 502, kept);
    // A page must not wait for the first byte of what is long in coming.
    answer.flushHeaders();
    pipeline(found, answer, () => {});
  });
  onward.once('error', () => {
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(502, TEXT).end("Temporal's UI does not answer.\n");
  });
  answer.once('close', () => onward.destroy());
  // Not a pipeline: that would end the connection before it can be told that nobody answers.
  asked.pipe(onward);
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));
}
