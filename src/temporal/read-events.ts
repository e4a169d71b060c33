import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { ReleaseEvent } from '../domain/release/event.ts';
import { inCatalogue, isMissing, toSlipwayError } from './errors.ts';
import { createHistoryDecoder } from './history-decoder.ts';
import type { HistoryEvent } from './payload.ts';

/**
 * Reads the events of a release so far, from its history: no worker is needed, and no query sent.
 *
 * @throws SlipwayError RELEASE_NOT_FOUND, TEMPORAL_UNREACHABLE
 */
export async function readEvents(client: Client, id: string): Promise<ReleaseEvent[]> {
  return inCatalogue(id, async () => {
    const history: ReleaseEvent[] = [];
    for await (const event of pages(client, id)) history.push(event);
    return history;
  });
}

/**
 * Streams the events of a release as they happen, until it has ended. The stream survives restarts of
 * Temporal: every event comes once, in order.
 *
 * @param after the id of the last event that is known; 0 streams from the beginning
 * @param signal ends the stream
 * @throws SlipwayError RELEASE_NOT_FOUND before the first event
 */
export async function* followEvents(
  client: Client,
  id: string,
  { after, signal }: { after: number; signal: AbortSignal },
): AsyncGenerator<ReleaseEvent> {
  let last = after;
  while (!signal.aborted) {
    try {
      for await (const event of pages(client, id, { wait: true, signal })) {
        if (event.id > last) yield event;
        last = Math.max(last, event.id);
        if (event.kind === 'ended') return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (isMissing(error)) throw toSlipwayError(id, error);
    }
    // An abort ends the pause, and then the loop.
    await pause(RECONNECT_MS, undefined, { signal }).catch(() => {});
  }
}

const RECONNECT_MS = 500;

/** The decoded events of the history. */
async function* pages(
  client: Client,
  workflowId: string,
  reading: HistoryReading = {},
): AsyncGenerator<ReleaseEvent> {
  const decode = createHistoryDecoder();
  for await (const event of historyEvents(client, workflowId, reading)) {
    const told = decode(event);
    if (told) yield told;
  }
}

export interface HistoryReading {
  /** Default: the current run. */
  readonly runId?: string | undefined;
  /** Whether to long-poll for the events to come. */
  readonly wait?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The events of the history page by page. */
export async function* historyEvents(
  client: Client,
  workflowId: string,
  { runId, wait = false, signal }: HistoryReading = {},
): AsyncGenerator<HistoryEvent> {
  const { namespace } = client.options;
  let nextPageToken: Uint8Array | null | undefined;
  const read = () =>
    client.workflowService.getWorkflowExecutionHistory({
      namespace,
      execution: { workflowId, runId: runId ?? null },
      waitNewEvent: wait,
      ...(nextPageToken && { nextPageToken }),
    });
  do {
    const page = await (signal ? abortable(client, signal, read) : read());
    nextPageToken = page.nextPageToken;
    yield* page.history?.events ?? [];
  } while (nextPageToken && nextPageToken.length > 0);
}

/** Each call gets an abort signal of its own, because the client never removes its listener. */
async function abortable<T>(
  client: Client,
  signal: AbortSignal,
  call: () => Promise<T>,
): Promise<T> {
  // The client notices an abort only during the call.
  signal.throwIfAborted();
  const own = new AbortController();
  const abort = () => own.abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await client.connection.withAbortSignal(own.signal, call);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
