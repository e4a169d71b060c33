import { setTimeout as lull } from 'node:timers/promises';
import { bodyOf } from '../client/answer.ts';
import { ApiProblem } from '../client/answer.ts';
import type { StreamedEvent } from './event-lines.ts';
import { EXIT } from './exit-codes.ts';
import { CommandFailure } from './failure.ts';
import type { Session } from './session.ts';

/** How long to wait before another try: longer each time, and never longer than the last. */
const WAITS_MS = [250, 500, 1_000, 2_000, 5_000, 10_000];

/**
 * Every event of a release from its start, live, until the release has ended. When the stream
 * breaks it goes on exactly where it was, however long the API is away, and says so.
 *
 * @throws ApiProblem, CommandFailure if it could not begin, or another try cannot help
 */
export async function* followRelease(session: Session, id: string): AsyncGenerator<StreamedEvent> {
  const { terminal, pause, url } = session;
  let after = 0;
  let tries = 0;
  for (;;) {
    try {
      const stream = await openStream(session, id, after);
      if (!stream) return;
      if (tries > 0) terminal.note('Reconnected.');
      tries = 0;
      for await (const event of eventsIn(stream)) {
        after = event.id;
        yield event;
      }
    } catch (error) {
      if (after === 0 || !mayPass(error)) throw error;
    }
    if (tries === 0) terminal.note(`Connection to ${url} lost, retrying …`);
    await pause(WAITS_MS[Math.min(tries, WAITS_MS.length - 1)] ?? 0);
    tries += 1;
  }
}

type Bytes = ReadableStream<Uint8Array>;

/** @returns `undefined` when nothing more will come */
async function openStream({ api }: Session, id: string, after: number): Promise<Bytes | undefined> {
  const call = api.releases[':id'].events.$get({
    param: { id },
    header: { 'last-event-id': String(after) },
  });
  const answer = await call;
  if (answer.status === 204) return undefined;
  if (!answer.ok) await bodyOf(call);
  return answer.body as Bytes;
}

async function* eventsIn(stream: Bytes): AsyncGenerator<StreamedEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of stream) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const id = fieldOf(block, 'id');
      const data = fieldOf(block, 'data');
      // A comment is a sign of life.
      if (id && data) yield { ...JSON.parse(data), id: Number(id) } as StreamedEvent;
    }
  }
}

function fieldOf(block: string, name: string): string | undefined {
  return new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
}

/** Whether the API may be back later: it is away, or what is behind it is, or the stream was cut. */
function mayPass(error: unknown): boolean {
  if (error instanceof ApiProblem) return error.problem.retryable;
  if (error instanceof CommandFailure) return error.exitCode === EXIT.unreachable;
  return error instanceof TypeError;
}

/** The same, with `undefined` in between when nothing has come for a while: once for each silence. */
export async function* withLulls<Item>(
  source: AsyncIterable<Item>,
  lullMs: number,
): AsyncGenerator<Item | undefined> {
  const items = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = items.next();
      const first = await Promise.race([next, lull(lullMs, undefined, { ref: false })]);
      if (!first) yield undefined;
      const { done, value } = first ?? (await next);
      if (done) return;
      yield value;
    }
  } finally {
    await items.return?.();
  }
}
