import { setTimeout as pause } from 'node:timers/promises';

/** One server-sent event. */
export interface Told {
  readonly id: number;
  readonly kind: string;
  readonly data: string;
}

export interface Follower {
  /** What was told so far. */
  readonly events: readonly Told[];
  /** How often the stream was opened. */
  readonly connections: () => number;
  /** Resolves when the server says that nothing more will come. */
  readonly ended: Promise<void>;
}

/**
 * Reads a progress stream as a browser does: it comes back after every break, names the last event
 * that it has, and forgets an event that was cut off.
 */
export function follow(url: string, signal: AbortSignal): Follower {
  const events: Told[] = [];
  let connections = 0;
  async function readAll(): Promise<void> {
    while (!signal.aborted) {
      const last = events.at(-1);
      const headers: Record<string, string> = last ? { 'Last-Event-ID': String(last.id) } : {};
      try {
        const response = await fetch(url, { headers, signal });
        if (response.status === 204) return;
        if (response.ok && response.body) {
          connections += 1;
          for await (const event of eventsOf(response.body)) events.push(event);
        }
      } catch {
        // The server is away.
      }
      await pause(50);
    }
  }
  return { events, connections: () => connections, ended: readAll() };
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Told> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() as string;
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? '';
      if (field('id')) yield { id: Number(field('id')), kind: field('event'), data: field('data') };
    }
  }
}
